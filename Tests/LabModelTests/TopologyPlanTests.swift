import LabModel
import LabNetwork
import Testing

@Suite struct TopologyPlanTests {
    /// Three servers, two registrators and a balancer, as most scenarios have them.
    private static let drawing: Topology = {
        let hosts = (1...3).map { number in
            HostDefinition(
                name: "host-\(number)",
                attachments: [
                    .init(network: "lan", address: IPv4Address(192, 168, 50, 100 + UInt8(number)))
                ],
                run: ["discovery", number == 3 ? "balancer" : "registrator"],
                location: SourceLocation(file: "a.yaml", line: number, column: 1))
        }
        return Topology(
            name: "three-node",
            networks: Subnet("192.168.50.0/24").map { [NetworkDefinition(name: "lan", subnet: $0)] }
                ?? [],
            hosts: hosts,
            components: [
                ComponentDefinition(
                    name: "discovery", role: .discovery,
                    configuration: .map([
                        Setting.Entry("raft_multiplier", .integer(1)),
                        Setting.Entry("ports", .map([Setting.Entry("http", .integer(8500))])),
                    ])),
                ComponentDefinition(name: "registrator", role: .registrator),
                ComponentDefinition(
                    name: "balancer", role: .loadBalancer,
                    configuration: .map([Setting.Entry("listen", .integer(80))])),
            ],
            services: [ServiceDefinition(name: "simple", image: "hello", on: ["host-1"])])
    }()

    /// The plan's lines after the drawing was changed.
    private func lines(
        tainted: Set<String> = [], _ change: (inout Topology) -> Void
    ) -> [String] {
        var wanted = Self.drawing
        change(&wanted)
        return TopologyPlan(from: Self.drawing, to: wanted, tainted: tainted).lines
    }

    @Test func aNewLabIsMadeHostByHost() {
        let plan = TopologyPlan(from: nil, to: Self.drawing)
        #expect(
            plan.lines == [
                "+ host host-1 (192.168.50.101): discovery, registrator",
                "+ host host-2 (192.168.50.102): discovery, registrator",
                "+ host host-3 (192.168.50.103): discovery, balancer", "+ host-1/simple",
            ])
    }

    @Test func whereThingsStandInTheFileMakesNoDifference() {
        let moved = SourceLocation(file: "b.yaml", line: 99, column: 9)
        let lines = lines { wanted in
            wanted.description = "the same"
            for index in wanted.hosts.indices { wanted.hosts[index].location = moved }
            for index in wanted.components.indices {
                wanted.components[index].location = moved
                let entries = wanted.components[index].configuration.entries ?? []
                wanted.components[index].configuration = .map(
                    entries.reversed().map { Setting.Entry($0.key, $0.value, at: moved) })
            }
            wanted.services[0].location = moved
        }
        #expect(lines.isEmpty)
        #expect(TopologyPlan(from: Self.drawing, to: Self.drawing).isEmpty)
    }

    @Test func aHostThatMovesToAnotherComputerIsMadeAnew() throws {
        let place = try LibvirtURI("qemu+ssh://lab-2/system")
        let lines = lines { wanted in wanted.hosts[1].on = place }
        #expect(
            lines == [
                "-/+ host host-2 (192.168.50.102): on this computer → qemu+ssh://lab-2/system"
            ])
    }

    @Test func hostsComeAndGo() {
        let added = lines { wanted in
            wanted.hosts.append(
                HostDefinition(
                    name: "host-4",
                    attachments: [.init(network: "lan", address: IPv4Address(192, 168, 50, 104))]))
        }
        #expect(added == ["+ host host-4 (192.168.50.104)"])
        let gone = lines { wanted in
            wanted.hosts[1].run = []
            wanted.hosts.remove(at: 0)
            wanted.services[0].on = ["host-2"]
        }
        #expect(
            gone == [
                "- host host-1 (192.168.50.101)", "- host-2/registrator", "- host-2/discovery",
                "~ host-3/discovery: its peers change: -host-1 (192.168.50.101), "
                    + "-host-2 (192.168.50.102)",
                "+ host-2/simple",
            ])
    }

    @Test func aHostWithOtherLimitsIsMadeAnew() {
        #expect(
            lines { $0.hosts[2].memory = 64 << 20 }
                == ["-/+ host host-3 (192.168.50.103): memory no limit → 64 MiB"])
        #expect(
            lines(tainted: ["host-1"]) { _ in }
                == ["-/+ host host-1 (192.168.50.101): tainted", "+ host-1/simple"])
    }

    @Test func anotherAddressConcernsThePeers() {
        let lines = lines { $0.hosts[2].attachments[0].address = IPv4Address(192, 168, 50, 113) }
        #expect(
            lines == [
                "-/+ host host-3 (192.168.50.113): address 192.168.50.103 → 192.168.50.113",
                "~ host-1/discovery: its peers change: -host-3 (192.168.50.103), "
                    + "+host-3 (192.168.50.113)",
                "~ host-2/discovery: its peers change: -host-3 (192.168.50.103), "
                    + "+host-3 (192.168.50.113)",
            ])
    }

    @Test func anotherSettingRestartsWhatUsesIt() {
        #expect(
            lines { $0.components[2].configuration = .map([.init("listen", .integer(8080))]) }
                == ["~ host-3/balancer: listen 80 → 8080"])
        let ports = lines { wanted in
            wanted.components[0].configuration = .map([
                .init("raft_multiplier", .integer(1)),
                .init("ports", .map([.init("http", .integer(8501))])),
            ])
        }
        #expect(
            ports == [
                "~ host-1/discovery: ports.http 8500 → 8501",
                "~ host-1/registrator: discovery: ports.http 8500 → 8501",
                "~ host-2/discovery: ports.http 8500 → 8501",
                "~ host-2/registrator: discovery: ports.http 8500 → 8501",
                "~ host-3/discovery: ports.http 8500 → 8501",
                "~ host-3/balancer: discovery: ports.http 8500 → 8501",
            ])
        let named = lines { wanted in
            wanted.components[0].configuration = .map([
                .init("raft_multiplier", .integer(1)),
                .init("ports", .map([.init("http", .integer(8500))])),
                .init("servers", .list([.text("host-1"), .text("host-2"), .text("host-3")])),
            ])
        }
        #expect(named.first == "~ host-1/discovery: servers unset → [host-1, host-2, host-3]")
    }

    @Test func anotherProgramRestartsTheComponent() {
        #expect(
            lines { $0.components[2].use = "haproxy" }
                == ["~ host-3/balancer: use builtin → haproxy"])
        var with = Self.drawing
        with.components[2].program = ComponentProgram(name: "mine", command: ["./mine"])
        var without = with
        without.components[2].program?.location = SourceLocation(file: "x", line: 1, column: 1)
        #expect(TopologyPlan(from: with, to: without).isEmpty)
        without.components[2].program?.command = ["./mine", "-v"]
        #expect(
            TopologyPlan(from: with, to: without).lines
                == ["~ host-3/balancer: its definition changes"])
    }

    @Test func instancesFollowTheirService() {
        #expect(
            lines { $0.services[0].on = ["host-2"] }
                == ["- host-1/simple: no longer drawn there", "+ host-2/simple"])
        #expect(
            lines { $0.services[0].image = "other" }
                == ["- simple: it changes", "+ host-1/simple"])
        #expect(
            lines { $0.images = [ImageDefinition(name: "hello", command: ["./hello"])] }
                == ["- simple: it changes", "+ host-1/simple"])
        #expect(lines { $0.services = [] } == ["- simple: no longer drawn"])
    }

    @Test func otherNetworksMakeTheLabAnew() {
        let lines = lines { wanted in
            wanted.networks[0].link.delay = .milliseconds(5)
            wanted.hosts.removeLast()
        }
        #expect(
            lines == [
                "-/+ lab: the links of network lan change", "- host host-3 (192.168.50.103)",
                "-/+ host host-1 (192.168.50.101): the networks change",
                "-/+ host host-2 (192.168.50.102): the networks change", "+ host-1/simple",
            ])
    }
}
