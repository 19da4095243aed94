import LabFiles
import LabNetwork
import Testing

/// The invariants hold while hosts lose power, networks break and programs freeze at random.
@Suite struct HarshInvariantTests {
    /// A kind of weather.
    struct Storm: CustomTestStringConvertible, Sendable {
        var name: String
        var servers: Int
        /// How often a fault is drawn.
        var every: String
        /// What is drawn from.
        var faults: String

        var testDescription: String { name }

        /// The topology: servers that run containers and a balancer each, and two client agents.
        var topology: String {
            let names = (1...servers).map { "server-\($0)" }.joined(separator: ", ")
            return """
                name: storm
                networks:
                  lan: {subnet: 10.0.0.0/24, link: {delay: 300us, jitter: 200us}}
                hosts:
                  server-: {count: \(servers), run: [discovery, registrator]}
                  edge: {run: [discovery, balancer]}
                  worker: {run: [discovery, registrator]}
                  client: {}
                components:
                  discovery: {role: discovery, use: builtin, servers: [\(names)], raft_multiplier: 1}
                  registrator: {role: registrator, use: builtin}
                  balancer: {role: load-balancer, use: builtin, listen: 80, service: simple}
                services:
                  simple:
                    image: hello
                    ports: [5000]
                    env: {SERVICE_NAME: simple}
                    healthcheck: {http: /, interval: 1s, timeout: 1s}
                    on: [server-1, server-2, worker]
                """
        }

        /// The scenario: two minutes of it.
        var scenario: String {
            """
            name: \(name)
            timeout: 10m
            random: {every: \(every), from: [\(faults)], heal: true}
            traffic:
              browse: {http: http://edge/, from: client, rate: 5/s, timeout: 1s}
            steps:
              - wait: 120s
            """
        }
    }

    static let storms = [
        Storm(name: "power cuts", servers: 3, every: "4s", faults: "kill, restart"),
        Storm(name: "bad wires", servers: 3, every: "15s", faults: "partition, degrade, isolate"),
        Storm(
            name: "everything", servers: 5, every: "9s",
            faults: "kill, restart, stop, partition, degrade, block, unplug, pause, isolate"),
    ]

    @Test(arguments: storms)
    func invariantsHold(in storm: Storm) throws {
        let loader = ScenarioLoader(directory: "/", environment: [:])
        let topology = try loader.topology(text: storm.topology)
        let loaded = try loader.scenario(text: storm.scenario, topology: topology.topology)
        let run = MonitoredRun(loaded, seed: 1)
        #expect(run.result.outcome == .passed, "\(run.result.message ?? "")")
        #expect(run.report.violations.isEmpty)
        let expected: Set<Invariant> = [
            .electionSafety, .leaderCompleteness, .stateMachineSafety, .monotony, .singleVote,
            .incarnationOwnership, .noResurrection, .durability, .indexMonotony,
            .blockingContract, .wakeUp, .freshness, .availability, .viewConvergence, .agreement,
            .deregistration,
        ]
        #expect(expected.subtracting(run.report.exercised).isEmpty, "were never put to the test")
    }
}
