import Foundation
import LabFiles
import LabNetwork
import Testing

/// The invariants hold in every scenario that the lab ships, whatever the seed.
@Suite struct ScenarioInvariantTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The names of all scenarios.
    static let scenarios: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: root + "/Scenarios")
        return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            .sorted()
    }()

    /// What every run puts to the test.
    private static let always: Set<Invariant> = [
        .electionSafety, .stateMachineSafety, .monotony, .singleVote, .accuracy,
        .incarnationOwnership, .viewConvergence, .durability, .deregistration, .indexMonotony,
        .blockingContract, .wakeUp, .agreement,
    ]

    /// What the scenarios put to the test besides.
    private static let further: [String: Set<Invariant>] = [
        "coreos": [.availability],
        "failover": [
            .completeness, .noResurrection, .rotation, .freshness, .availability,
        ],
        "leader-lost": [.leaderCompleteness, .availability],
        "minority": [.leaderCompleteness, .noResurrection, .availability],
        "one-server": [.freshness, .availability],
        "staging": [.rotation, .availability],
    ]

    /// How many seeds a scenario is run with; long and large ones take their time.
    private static func seeds(of loaded: LoadedScenario) -> UInt64 {
        loaded.topology.hosts.count > 5 ? 2 : 5
    }

    @Test(arguments: scenarios)
    func invariantsHold(in name: String) throws {
        let loaded = try ScenarioLoader(directory: Self.root, environment: [:])
            .scenario(named: name)
        var exercised: Set<Invariant> = []
        for seed in 1...Self.seeds(of: loaded) {
            // What has to come true needs its time; the first seed is given it.
            let run = MonitoredRun(
                loaded, seed: seed, settling: seed == 1 ? .seconds(200) : .seconds(2))
            #expect(run.result.outcome != .error, "seed \(seed): \(run.result.message ?? "")")
            #expect(run.report.violations.isEmpty, "seed \(seed)")
            exercised.formUnion(run.report.exercised)
        }
        let expected = Self.always.union(Self.further[name] ?? [])
        #expect(expected.subtracting(exercised).isEmpty, "were never put to the test")
    }

    @Test func everyInvariantIsPutToTheTest() {
        let covered = Self.further.values.reduce(Self.always) { $0.union($1) }
        #expect(Set(Invariant.allCases).subtracting(covered).isEmpty)
        #expect(Self.further.keys.allSatisfy(Self.scenarios.contains))
    }
}
