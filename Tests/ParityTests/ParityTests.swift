import Foundation
import LabFiles
import LabMemory
import LabModel
import LabNetwork
import LabRunner
import Testing

/// The same scenario in memory and in namespaces: its answers are the same, its times are alike.
@Suite(.serialized) struct ParityTests {
    @Test(
        .enabled(if: RealLab.isPossible, Comment(rawValue: RealLab.needs)),
        .timeLimit(.minutes(5)),
        arguments: ["failover", "coreos", "staging"])
    func answersAreTheSame(scenario name: String) throws {
        let loaded = try ScenarioLoader(directory: RealLab.home).scenario(named: name)
        let memory = try perform(loaded, in: MemoryLab(topology: loaded.topology, seed: 1))
        let real = try RealLab(loaded.topology)
        defer { real.tearDown() }
        let netns = try perform(loaded, in: real.lab)
        #expect(memory.result.outcome == .passed, "\(memory.result.message ?? "")")
        #expect(netns.result.outcome == .passed, "\(netns.result.message ?? "")")
        #expect(netns.differences(from: memory) == [])
        #expect(netns.state == memory.state)
        print(ParityTable(memory, netns).text)
    }

    /// The one body: it doesn't know what the lab's hosts are made of.
    private func perform(_ loaded: LoadedScenario, in lab: any Lab) throws -> ParityRecord {
        try lab.bringUp()
        let record = ParityRecord(upAfter: lab.now - .start)
        let runner = ScenarioRunner(lab: lab, scenario: loaded.scenario) { record.note($0) }
        record.result = runner.run()
        record.state = try FinalState(of: lab, services: loaded.topology.services.map(\.name)).lines
        return record
    }
}
