import Foundation
import LabComponents
import LabDNS
import LabFiles
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import Testing

private let hasInterfaceTool = system("command -v ip >/dev/null") == 0

/// The lab's own components on one host, from the topology's text to their answers.
@Suite(
    .enabled(if: TestHost.isPossible && hasInterfaceTool, "\(TestHost.reason), and ip of iproute2"))
struct ComponentTests {
    private static let text = """
        networks: {lan: {subnet: 192.168.50.0/24}}
        hosts:
          host-1: {address: 192.168.50.101, run: [discovery, registrator, balancer]}
        components:
          discovery: {role: discovery, servers: [host-1], raft_multiplier: 1}
          registrator: {role: registrator}
          balancer: {role: load-balancer, service: simple}
        services:
          simple: {image: hello, ports: [5000], env: {SERVICE_NAME: simple}}

        """

    private let topology: Topology
    private let definition: HostDefinition
    private let host: TestHost

    init() throws {
        topology = try ScenarioLoader(directory: "/srv/lab", environment: [:])
            .topology(text: Self.text).topology
        definition = try #require(topology.hosts.first)
        let (definition, topology) = (definition, topology)
        host = try TestHost.ready(before: "ip tuntap add eth0 mode tap") { setup in
            setup = ComponentPlan.setup(
                of: definition, in: topology, stateDirectory: setup.stateDirectory)
        }
    }

    private func start(_ names: String...) throws {
        for name in names {
            let component = try #require(topology.component(named: name))
            try host.order(
                .start(
                    ComponentPlan.process(
                        for: ComponentContext(
                            component: component, host: definition, topology: topology))))
            try host.state(of: name) { if case .running = $0 { true } else { false } }
        }
    }

    private func deploy(_ index: Int, port: UInt16) throws {
        let service = try #require(topology.service(named: "simple"))
        let container = Container(
            of: service, index: index, id: String(repeating: "\(index)", count: 64),
            published: [port], environment: [])
        try host.order(
            .start(
                ComponentPlan.process(
                    for: container, of: service, on: definition, in: topology)))
        try host.state(of: "simple.\(index)") { if case .running = $0 { true } else { false } }
    }

    /// Asks until an answer is as wanted, for ten seconds at most.
    private func ask(
        _ what: String, _ request: ProbeRequest, until isWanted: (ProbeResult.Outcome) -> Bool
    ) throws {
        try host.wait(for: what) {
            let id = host.nextNumber()
            try host.order(.probe(id, request))
            let outcome = try host.next("an answer") { report in
                if case .probed(id, let result) = report { result.outcome } else { nil }
            }
            return isWanted(outcome)
        }
    }

    private func question(_ port: UInt16) throws -> ProbeRequest {
        .dns(
            server: Endpoint(.loopback, port),
            question: DNSQuestion(
                name: try #require(DNSName("simple.service.consul")), type: .srv),
            overTCP: false, timeout: .seconds(2))
    }

    private func ports(_ outcome: ProbeResult.Outcome) -> [UInt16] {
        guard case .dns(let message) = outcome else { return [] }
        return message.answers.compactMap { record in
            if case .srv(let service) = record.data { service.port } else { nil }
        }.sorted()
    }

    private func code(_ outcome: ProbeResult.Outcome) -> DNSResponseCode? {
        if case .dns(let message) = outcome { message.responseCode } else { nil }
    }

    private func page(_ outcome: ProbeResult.Outcome) -> String? {
        guard case .http(let response) = outcome, response.status == 200 else { return nil }
        return response.text
    }

    @Test func instancesAreRegisteredFoundAndForgotten() throws {
        try start("discovery", "registrator")
        try deploy(1, port: 20_001)
        try deploy(2, port: 20_002)
        try ask("both", question(53)) { ports($0) == [20_001, 20_002] }
        #expect(
            try host.shell("getent hosts simple.service.consul").output.contains("192.168.50.101"))
        try host.order(.signal(process: "simple.1", signal: "SIGKILL"))
        try ask("the other", question(53)) { ports($0) == [20_002] }
        let request = ProbeRequest.http(
            host: "127.0.0.1", port: 20_002, HTTPRequest(target: "/"), timeout: .seconds(2))
        try ask("its page", request) { page($0)?.contains("Hello World from 222222222222") == true }
    }

    @Test func theDiscoveryAgentLiesUntilItIsHealedAcrossARestart() throws {
        try start("discovery", "registrator")
        try deploy(1, port: 20_001)
        try ask("the truth", question(8600)) { ports($0) == [20_001] }
        try host.order(.dnsFault(DNSLie(answer: .servfail)))
        try ask("a lie", question(8600)) { code($0) == .servFail }
        try host.order(.signal(process: "discovery", signal: "SIGKILL"))
        try host.state(of: "discovery") { $0 == .signaled("SIGKILL") }
        try start("discovery")
        try ask("a lie again", question(53)) { code($0) == .servFail }
        try host.order(.dnsFault(nil))
        try ask("the truth again", question(53)) { ports($0) == [20_001] }
    }

    @Test func aBalancerFollowsTheCatalog() throws {
        try start("discovery", "registrator", "balancer")
        try deploy(1, port: 20_001)
        let request = ProbeRequest.http(
            host: "127.0.0.1", port: 80, HTTPRequest(target: "/"), timeout: .seconds(2))
        try ask("the first", request) { page($0)?.contains("from 111111111111") == true }
        try deploy(2, port: 20_002)
        try ask("the second", request) { page($0)?.contains("from 222222222222") == true }
        try host.order(.signal(process: "simple.1", signal: "SIGKILL"))
        var count = 0
        try ask("the second alone", request) {
            count = page($0)?.contains("from 222222222222") == true ? count + 1 : 0
            return count == 4
        }
    }
}
