import LabNetwork
import Testing

@testable import LabPrograms

@Suite struct UpstreamTests {
    /// The servers that are chosen one after the other, each answered at once.
    private func turns(_ servers: [BalancerServer], _ count: Int) -> [Int] {
        var upstream = Upstream(name: "u", servers)
        return (0..<count).compactMap { _ in
            guard let index = upstream.choose(except: [], at: .start) else { return nil }
            upstream.succeed(index)
            return index
        }
    }

    @Test func equalServersAlternate() {
        #expect(turns(servers(1, 2), 6) == [0, 1, 0, 1, 0, 1])
        #expect(turns(servers(1, 2, 3), 6) == [0, 1, 2, 0, 1, 2])
    }

    @Test func weightsAreSpreadAndNotInABurst() {
        let weighted = [(1, 1), (2, 1), (3, 5)].map { number, weight in
            BalancerServer(endpoint(UInt8(number)), weight: weight)
        }
        #expect(turns(weighted, 7) == [2, 2, 0, 2, 1, 2, 2])
    }

    @Test(arguments: 1...50)
    func countsDifferByOneAtMostOverAnyWindow(seed: Int) {
        var random = RandomStream(seed: UInt64(seed))
        let count = Int(random.next(below: 8)) + 1
        let all = (1...count).map { BalancerServer(endpoint(UInt8($0))) }
        let chosen = turns(all, 100)
        for _ in 0..<50 {
            let first = Int(random.next(below: 100))
            let last = first + Int(random.next(below: UInt64(100 - first)))
            let counts = (0..<count).map { index in chosen[first...last].count { $0 == index } }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
    }

    @Test(arguments: 1...50)
    func aFullCycleGivesEachServerItsWeight(seed: Int) {
        var random = RandomStream(seed: UInt64(seed))
        let weights = (0...Int(random.next(below: 5))).map { _ in Int(random.next(below: 9)) + 1 }
        let all = weights.indices.map {
            BalancerServer(endpoint(UInt8($0 + 1)), weight: weights[$0])
        }
        let total = weights.reduce(0, +)
        let chosen = turns(all, total * 3)
        for cycle in 0..<3 {
            let part = chosen[cycle * total..<(cycle + 1) * total]
            #expect(weights.indices.map { index in part.count { $0 == index } } == weights)
        }
    }

    @Test(arguments: 1...50)
    func leastConnectionsNeverTakesABusierServer(seed: Int) {
        var random = RandomStream(seed: UInt64(seed))
        var rules = ServerGroup.Rules()
        rules.method = .leastConnections
        var upstream = Upstream(name: "u", servers(1, 2, 3, 4), rules: rules)
        var open = [0, 0, 0, 0]
        for _ in 0..<200 {
            if random.next(below: 5) < 3 {
                guard let index = upstream.choose(except: [], at: .start) else { break }
                #expect(open[index] == open.min())
                open[index] += 1
            } else if let index = open.indices.first(where: { open[$0] > 0 }) {
                upstream.succeed(index)
                open[index] -= 1
            }
        }
    }

    @Test func withLeastConnectionsRequestsOneByOneAlternate() {
        var rules = ServerGroup.Rules()
        rules.method = .leastConnections
        var upstream = Upstream(name: "u", servers(1, 2), rules: rules)
        var chosen: [Int] = []
        for _ in 0..<6 {
            guard let index = upstream.choose(except: [], at: .start) else { break }
            chosen.append(index)
            upstream.succeed(index)
        }
        #expect(chosen == [0, 1, 0, 1, 0, 1])
    }

    @Test func aFailedServerIsLeftOutForTenSecondsThenTriedByOneRequest() {
        var upstream = Upstream(name: "u", servers(1, 2))
        let first = upstream.choose(except: [], at: .start)
        #expect(first == 0)
        let isTakenOut = upstream.fail(0, at: .start)
        #expect(isTakenOut)
        for second in 0...10 {
            let index = upstream.choose(except: [], at: .start + .seconds(Int64(second)))
            #expect(index == 1)
            upstream.succeed(1)
        }
        let later = Instant.start + .milliseconds(10_001)
        let trial = (0..<3).map { _ in upstream.choose(except: [], at: later) }
        #expect(trial.count { $0 == 0 } == 1)
        upstream.succeed(0)
        let after = (0..<4).map { _ in upstream.choose(except: [], at: later) }
        #expect(after.count { $0 == 0 } >= 2)
    }

    @Test func severalFailuresAreNeededWhereConfigured() {
        var rules = ServerGroup.Rules()
        rules.maxFails = 3
        var upstream = Upstream(name: "u", servers(1, 2), rules: rules)
        var results: [Bool] = []
        for _ in 0..<3 {
            _ = upstream.choose(except: [endpoint(2)], at: .start)
            results.append(upstream.fail(0, at: .start))
        }
        #expect(results == [false, false, true])
    }
}
