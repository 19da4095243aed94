import Foundation
import LabComponents
import LabFiles
import LabHost
import LabModel
import LabProgram
import Testing

/// Consul, nginx, haproxy and dnsmasq in a host, as the definitions that the lab brings along run them.
@Suite(.enabled(if: TestHost.isPossible, TestHost.reason), .serialized)
struct RealProgramTests {
    /// What runs the discovery service and the load balancer, and how the latter is configured.
    struct Choice: CustomTestStringConvertible {
        var discovery: String
        var balancer: String
        var settings = ""

        var testDescription: String { "\(discovery) and \(balancer)\(settings)" }

        /// Whether the programs are on this machine.
        var isHere: Bool {
            [discovery, balancer].allSatisfy { name in
                name == "builtin"
                    || ["/usr/local/bin", "/usr/bin", "/usr/sbin"].contains {
                        FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
                    }
            }
        }
    }

    private static let all = [
        Choice(discovery: "builtin", balancer: "nginx"),
        Choice(discovery: "consul", balancer: "nginx"),
        Choice(discovery: "builtin", balancer: "haproxy"),
        Choice(discovery: "consul", balancer: "haproxy"),
        Choice(discovery: "consul", balancer: "haproxy", settings: ", mode: rendered"),
        Choice(discovery: "consul", balancer: "nginx", settings: ", order: least-connections"),
    ]

    @Test(
        .enabled(
            if: all.allSatisfy(\.isHere),
            "consul, nginx or haproxy is not on this machine: run .ci/install-programs"),
        arguments: all)
    func theBalancerFollowsTheCatalog(_ choice: Choice) throws {
        let lab = try Lab(choice)
        try lab.startComponents()
        try lab.expect(lab.status, "503")
        try lab.start(1)
        try lab.expect(lab.answers(2)) { $0 == [lab.hello(1), lab.hello(1)] }
        try lab.start(2)
        // Each in turn, whichever comes first.
        try lab.expect(lab.answers(6)) { lines in
            Set(lines) == [lab.hello(1), lab.hello(2)]
                && zip(lines, lines.dropFirst()).allSatisfy { $0 != $1 }
        }
        try lab.host.order(.signal(process: "simple.1", signal: "SIGKILL"))
        try lab.expect(lab.answers(4)) { Set($0) == [lab.hello(2)] }
        try lab.host.order(.stop(process: "simple.2"))
        try lab.expect(lab.status, "503")
        // A balancer that is started anew goes on with what is known.
        try lab.start(2)
        try lab.expect(lab.answers(1)) { $0 == [lab.hello(2)] }
        try lab.host.order(.signal(process: "balancer", signal: "SIGKILL"))
        try lab.host.state(of: "balancer") { $0 == .signaled("SIGKILL") }
        try lab.startComponent("balancer")
        try lab.expect(lab.answers(1)) { $0 == [lab.hello(2)] }
        try lab.host.order(.stop(process: "balancer"))
        // haproxy's master leaves the signal to its default for a moment after it has started.
        try lab.host.state(of: "balancer") {
            $0 == .exited(code: 0) || $0 == .signaled("SIGTERM")
        }
    }

    @Test(
        .enabled(
            if: Choice(discovery: "consul", balancer: "dnsmasq").isHere,
            "consul or dnsmasq is not on this machine: run .ci/install-programs"))
    func dnsmasqAnswersForTheHost() throws {
        let lab = try Lab(Choice(discovery: "consul", balancer: "nginx"), resolver: true)
        try lab.startComponents(["discovery", "resolver"])
        try lab.expect("getent ahostsv4 consul.service.consul | head -n 1") {
            $0.first?.hasPrefix("10.0.0.1 ") == true
        }
        try lab.expect("getent ahostsv4 consul | head -n 1") {
            $0.first?.hasPrefix("10.0.0.1 ") == true
        }
        let unknown = try lab.host.shell("getent ahostsv4 example.org")
        #expect(unknown.code != 0)
    }

    // MARK: - One host

    /// A lab of one host whose only interface is the loopback.
    private final class Lab {
        /// What asks the load balancer for its status.
        let status = "curl -s -m 2 -o /dev/null -w '%{http_code}\\n' http://10.0.0.1/"
        let host: TestHost
        private let topology: Topology

        init(_ choice: Choice, resolver: Bool = false) throws {
            let text = """
                networks: {lan: {subnet: 10.0.0.0/24}}
                hosts: {web-1: {address: 10.0.0.1, run: [discovery, registrator, \
                \(resolver ? "resolver" : "balancer")]}}
                components:
                  discovery: {role: discovery, use: \(choice.discovery), raft_multiplier: 1}
                  registrator: {role: registrator}
                  balancer: {role: load-balancer, use: \(choice.balancer), service: simple\(choice.settings)}
                  resolver: {use: dnsmasq}
                services: {simple: {image: hello, ports: [5000], env: {SERVICE_NAME: simple}}}
                """
            let topology = try ScenarioLoader(directory: "/", environment: [:])
                .topology(text: text).topology
            self.topology = topology
            host = try TestHost.ready(
                before: "ip link set lo up && ip address add 10.0.0.1/24 dev lo"
            ) { setup in
                let state = setup.stateDirectory
                setup = ComponentPlan.setup(
                    of: topology.hosts[0], in: topology, stateDirectory: state)
                setup.interfaces = []
            }
        }

        private func context(_ name: String) throws -> ComponentContext {
            let component = try #require(topology.component(named: name))
            return ComponentContext(
                component: component, host: topology.hosts[0], topology: topology)
        }

        func startComponents(_ names: [String] = ["discovery", "registrator", "balancer"]) throws {
            for name in names { try startComponent(name) }
            try expect("curl -s -m 2 http://127.0.0.1:8500/v1/status/leader; echo") {
                $0 == [#""10.0.0.1:8300""#]
            }
        }

        func startComponent(_ name: String) throws {
            try host.order(.start(try ComponentPlan.process(for: context(name))))
            try host.state(of: name) { if case .running = $0 { true } else { false } }
        }

        /// Starts an instance on port 20000 + its number.
        func start(_ index: Int) throws {
            let service = topology.services[0]
            let container = Container(
                of: service, index: index, id: String(repeating: "\(index)", count: 64),
                published: [UInt16(20_000 + index)], environment: [])
            let spec = try ComponentPlan.process(
                for: container, of: service, on: topology.hosts[0], in: topology)
            try host.order(.start(spec))
            try host.state(of: spec.name) { if case .running = $0 { true } else { false } }
        }

        /// What an instance answers.
        func hello(_ index: Int) -> String {
            "Hello World from \(String(repeating: "\(index)", count: 12))"
        }

        /// What asks the load balancer a number of times, one answer a line.
        func answers(_ count: Int) -> String {
            "for i in $(seq \(count)); do echo \"$(curl -s -m 2 http://10.0.0.1/)\"; done"
        }

        /// Waits until a command prints a line.
        func expect(_ command: String, _ line: String) throws {
            try expect(command) { $0 == [line] }
        }

        /// Waits until a command prints lines that fit, for half a minute at most.
        func expect(_ command: String, _ isRight: ([String]) -> Bool) throws {
            let deadline = ContinuousClock.now + .seconds(30)
            var last = ""
            repeat {
                last = try host.shell(command).output
                let lines = last.split(separator: "\n").map(String.init)
                if isRight(lines) { return }
            } while ContinuousClock.now < deadline
            let logs = topology.hosts[0].run.flatMap { name in
                host.lines(of: name).suffix(10).map { "\(name) │ \($0)" }
            }
            throw TestHost.Unmet(
                description: "\(command) last printed\n\(last)\n\(logs.joined(separator: "\n"))")
        }
    }
}
