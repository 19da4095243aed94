import LabModel
import LabTesting
import Testing

@Suite struct OwnProgramTests {
    @Test func aBalancerThatAlwaysPicksTheFirstInstanceIsFoundOut() throws {
        var programs = ProgramRegistry.builtin
        programs.replaceComponent(named: "balancer") { _ in FirstInstanceBalancer() }
        let lab = try SimulatedLab(topology: .named("three-node"), programs: programs)
        try lab.start(service: "simple", on: "host-1")
        let one = Check.roundRobin("http://host-3/", requests: 4, among: ["host-1/simple"])
        try lab.expect(one)
        try lab.start(service: "simple", on: "host-2")
        try lab.expect(.health("simple", passing: 2))
        withKnownIssue {
            try lab.expect(
                .roundRobin(
                    "http://host-3/", requests: 8, among: ["host-1/simple", "host-2/simple"]),
                within: .seconds(5))
        }
    }

    @Test func theBuiltInBalancerPassesTheSameCheck() throws {
        let lab = try SimulatedLab(topology: .named("three-node"))
        try lab.start(service: "simple", on: "host-1", "host-2")
        try lab.expect(
            .roundRobin(
                "http://host-3/", requests: 8, among: ["host-1/simple", "host-2/simple"]))
    }

    @Test func theFactoryIsToldWhatTheProgramIsFor() throws {
        var programs = ProgramRegistry.builtin
        programs.replaceComponent(named: "watcher") { context in
            #expect(context.component.role == .custom)
            #expect(context.component.configuration["colour"]?.text == "green")
            return Parrot(word: context.host.name, ports: [8080])
        }
        let subnet = try #require(Subnet("10.0.0.0/24"))
        let topology = Topology(
            name: "two", networks: [NetworkDefinition(name: "lan", subnet: subnet)],
            hosts: [("a", 1), ("b", 2)].map { name, number in
                HostDefinition(
                    name: name,
                    attachments: [.init(network: "lan", address: IPv4Address(10, 0, 0, number))],
                    run: ["watcher"])
            },
            components: [
                ComponentDefinition(
                    name: "watcher", role: .custom,
                    configuration: .map([.init("colour", .text("green"))]))
            ])
        let lab = try SimulatedLab(topology: .value(topology), programs: programs)
        for host in ["a", "b"] {
            var check = HTTPCheck(url: "http://\(host):8080/")
            check.contains = [.exactly(host)]
            try lab.expect(.http(check))
        }
    }

    @Test func aFactoryThatThrowsKeepsTheLabFromComingUp() throws {
        struct NoLicence: Error {}
        var programs = ProgramRegistry.builtin
        programs.replaceComponent(named: "balancer") { _ in throw NoLicence() }
        #expect(throws: LabError.self) {
            try SimulatedLab(topology: .named("three-node"), programs: programs)
        }
    }
}
