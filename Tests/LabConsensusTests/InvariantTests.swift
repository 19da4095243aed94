import LabNetwork
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct InvariantTests {
    /// Seeds in blocks, so that both cores have work.
    static let blocks = Array(0..<10)
    static let seedsPerBlock = 25

    @Test(arguments: blocks)
    func holdUnderRandomFaults(block: Int) {
        var elections = 0
        var restores = 0
        var overwrites = 0
        var reads = 0
        for seed in block * Self.seedsPerBlock..<(block + 1) * Self.seedsPerBlock {
            var faults = RandomFaults(seed: UInt64(seed))
            faults.run()
            let checker = faults.cluster.checker
            #expect(checker.violations == [], "seed \(seed)")
            elections += checker.elections
            restores += checker.restores
            overwrites += checker.overwrites
            reads += checker.verifiedReads
        }
        // A sweep in which nothing happened would prove nothing.
        #expect(elections > Self.seedsPerBlock * 2)
        #expect(restores > 0)
        #expect(overwrites > 0)
        #expect(reads > 0)
    }

    @Test func aRunIsAFunctionOfItsSeed() {
        var first = RandomFaults(seed: 4711)
        var second = RandomFaults(seed: 4711)
        first.run()
        second.run()
        #expect(first.cluster.eventCount == second.cluster.eventCount)
        #expect(first.cluster.servers.map(\.state) == second.cluster.servers.map(\.state))
    }
}
