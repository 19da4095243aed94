import LabModel
import LabNetwork
import Testing

@testable import LabFiles

/// The two files of the contract mean what it says they mean.
struct ContractTests {
    private func loaded() throws -> LoadedScenario {
        try ScenarioLoader(directory: repository, environment: [:]).scenario(named: "failover")
    }

    @Test func theTopologyIsAsWritten() throws {
        let topology = try loaded().topology
        #expect(topology.name == "three-node")
        let lan = try #require(topology.networks.first)
        #expect(lan.subnet == Subnet("192.168.50.0/24"))
        #expect(lan.link.delay == .microseconds(200))
        #expect(lan.link.jitter == .microseconds(50))
        #expect(lan.link.rate == BitRate(bitsPerSecond: 1_000_000_000))
        #expect(topology.hosts.map(\.name) == ["host-1", "host-2", "host-3", "client"])
        #expect(topology.hosts.map(\.address.description).first == "192.168.50.101")
        #expect(topology.host(named: "host-3")?.run == ["discovery", "balancer"])
        #expect(topology.host(named: "client")?.run == [])
        let discovery = try #require(topology.component(named: "discovery"))
        #expect(discovery.role == .discovery)
        #expect(discovery.configuration["raft_multiplier"]?.integer == 1)
        #expect(
            discovery.configuration["servers"]?.list?.map(\.text) == ["host-1", "host-2", "host-3"])
        let balancer = try #require(topology.component(named: "balancer"))
        #expect(balancer.role == .loadBalancer)
        #expect(balancer.configuration["listen"]?.integer == 80)
        #expect(balancer.configuration["service"]?.text == "simple")
        let simple = try #require(topology.service(named: "simple"))
        #expect(simple.image == "hello")
        #expect(simple.ports == [ServiceDefinition.Port(exposed: 5000)])
        #expect(simple.environment == [ServiceDefinition.Variable("SERVICE_NAME", "simple")])
        #expect(simple.healthCheck?.http == "/")
        #expect(simple.healthCheck?.interval == .seconds(1))
        #expect(simple.on == [])
    }

    @Test func theScenarioIsAsWritten() throws {
        let scenario = try loaded().scenario
        #expect(scenario.name == "failover")
        #expect(scenario.seed == 1)
        #expect(scenario.timeout == .minutes(5))
        #expect(scenario.always.map(\.check) == [.leadersPerTerm(atMost: 1)])
        let browse = try #require(scenario.traffic.first)
        #expect(browse.name == "browse")
        #expect(browse.url == "http://host-3/")
        #expect(browse.from == host("client"))
        #expect(browse.period == .milliseconds(20))
        #expect(browse.timeout == .seconds(1))
        #expect(scenario.steps.count == 5)
        #expect(scenario.steps.map(\.within.seconds) == [10, 10, 5, 30, 60])
        #expect(scenario.sourceLines.count == 49)
    }

    @Test func theStepsAreAsWritten() throws {
        let steps = try loaded().scenario.steps
        #expect(
            steps[0].actions.map(\.action) == [
                .start(targets: [host("simple")], on: [host("host-1")], count: nil, environment: [])
            ])
        #expect(
            steps[2].actions.map(\.action) == [
                .kill(targets: [part("host-1", "simple")], signal: "SIGKILL")
            ])
        #expect(steps[2].stable == .seconds(2))
        #expect(steps[2].measure == "dns-failover")
        #expect(
            steps[3].actions.map(\.action) == [.kill(targets: [host("host-2")], signal: "SIGKILL")])
        #expect(
            steps[4].actions.map(\.action) == [
                .heal(names: []),
                .start(
                    targets: [host("host-2"), part("host-1", "simple")], on: [], count: nil,
                    environment: []),
            ])
    }

    @Test func theChecksAreAsWritten() throws {
        let steps = try loaded().scenario.steps
        var dns = DNSCheck(query: "simple.service.consul")
        dns.from = host("host-3")
        dns.answers = ["host-1", "host-2"]
        #expect(steps[1].expect[0].check == .dns(dns))
        var turns = RoundRobinCheck(
            url: "http://host-3/", requests: 8, among: ["host-1/simple", "host-2/simple"])
        turns.from = host("client")
        #expect(steps[1].expect[1].check == .roundRobin(turns))
        var refused = HTTPCheck(url: "http://host-3/")
        refused.from = host("client")
        refused.status = Bound(.equal, .number(503))
        #expect(steps[3].expect[1].check == .http(refused))
        var members = MembersCheck()
        members.alive = ["host-1", "host-2", "host-3"].map(host)
        #expect(steps[4].expect[0].check == .members(members))
        var traffic = TrafficCheck(name: "browse")
        traffic.errors = Bound(.atMost, .share(Probability(percent: 60)))
        #expect(steps[4].expect[2].check == .traffic([traffic]))
    }

    @Test func everythingKnowsItsPlace() throws {
        let loaded = try loaded()
        let step = loaded.scenario.steps[2]
        let file = "Scenarios/failover.yaml"
        #expect(loaded.file == file)
        #expect(loaded.topologyFile == "Scenarios/topologies/three-node.yaml")
        let places = [step.location, step.actions[0].location, step.expect[0].location]
        let lines = places.compactMap { $0 }.map { loaded.scenario.sourceLines[$0.line - 1] }
        #expect(lines[0] == "  - name: one application dies")
        #expect(lines[1] == "    kill: host-1/simple")
        #expect(
            lines[2].hasPrefix("      - dns: {query: simple.service.consul, answers: [host-2]}"))
        #expect(places.map { $0?.column } == [5, 5, 9])
    }
}
