import LabModel
import LabNetwork
import Testing

@testable import LabFiles

struct OverrideTests {
    private func loader(_ arguments: [String], use: [String] = []) throws -> ScenarioLoader {
        ScenarioLoader(
            directory: repository, environment: [:],
            overrides: try arguments.map { try Override(argument: $0) },
            implementations: try use.map { try Implementation(argument: $0) })
    }

    @Test func valuesGoToTheFileThatHasTheKey() throws {
        let loaded = try loader([
            "timeout=1m", "seed=7", "components.discovery.raft_multiplier=5",
            "components.discovery.dns_config.node_ttl=5s", "hosts.client.cpus=2",
            "traffic.browse.rate=10/s", "topology.name=other", "steps.0.within=3s",
            "services.simple.ports=[80, 81]",
        ]).scenario(named: "failover")
        #expect(loaded.scenario.timeout == .minutes(1))
        #expect(loaded.scenario.seed == 7)
        #expect(loaded.scenario.traffic[0].period == .milliseconds(100))
        #expect(loaded.scenario.steps[0].within == .seconds(3))
        #expect(loaded.topology.name == "other")
        let discovery = try #require(loaded.topology.component(named: "discovery"))
        #expect(discovery.configuration["raft_multiplier"]?.integer == 5)
        #expect(discovery.configuration["dns_config"]?["node_ttl"]?.text == "5s")
        #expect(loaded.topology.host(named: "client")?.cpus == 2)
        #expect(loaded.topology.services[0].ports.map(\.exposed) == [80, 81])
    }

    @Test func aTopologyAloneTakesAllValues() throws {
        let topology = try loader(["name=x", "networks.lan.link.delay=5ms"])
            .topology(named: "three-node").topology
        #expect(topology.name == "x")
        #expect(topology.networks[0].link.delay == .milliseconds(5))
    }

    @Test func aNameMayHaveDots() throws {
        let text = "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {t1.harbur.io: , t1: }\n"
        let topology = try loader(["hosts.t1.harbur.io.cpus=2"]).topology(text: text).topology
        #expect(topology.hosts.map(\.cpus) == [2, nil])
    }

    @Test func pathsThatLeadNowhereAreErrors() throws {
        let loader = try loader([
            "timout=1m", "components.discovry.use=x", "components.discovery.raft_multiplyer=3",
            "steps.9.within=1s", "timeout=5", "services.simple.healthcheck.http=health",
        ])
        let said = errors { () throws(FileError) in _ = try loader.scenario(named: "failover") }
        #expect(
            said == """
                --set:1:1: unknown key 'timout'
                  1 | timout=1m
                    | ^~~~~~ did you mean 'timeout'?
                --set:2:12: 'components' has no 'discovry'
                  2 | components.discovry.use=x
                    |            ^~~~~~~~ did you mean 'discovery'?
                --set:3:22: unknown key 'raft_multiplyer' in a discovery component
                  3 | components.discovery.raft_multiplyer=3
                    |                      ^~~~~~~~~~~~~~~~~ did you mean 'raft_multiplier'?
                --set:4:7: '9' is no element of the list, which has 5, from 0
                  4 | steps.9.within=1s
                    |       ^
                --set:5:9: 5 what? write 5s
                  5 | timeout=5
                    |         ^
                --set:6:29: 'health' is no path
                  6 | services.simple.healthcheck.http=health
                    |                             ^~~~~~~~~~~ write /health
                """)
    }

    @Test func aRoleCanBeGivenToAnotherProgram() throws {
        let loader = try loader([], use: ["discovery=consul", "load-balancer=nginx"])
        let topology = try loader.topology(named: "three-node").topology
        #expect(topology.components.map(\.use) == ["consul", "builtin", "nginx"])
        #expect(
            throws: FileError(
                "--use disc=x: unknown role 'disc'", suggestion: "did you mean 'discovery'?")
        ) {
            try Implementation(argument: "disc=x")
        }
    }

    @Test func severalRolesAreGivenInOneArgument() throws {
        let list = try Implementation.list(argument: "discovery=consul,balancer=haproxy")
        #expect(list.map(\.role) == [.discovery, .loadBalancer])
        #expect(list.map(\.use) == ["consul", "haproxy"])
        #expect(throws: FileError.self) { try Implementation.list(argument: "discovery=consul,") }
    }

    @Test func anArgumentNeedsAnEqualsSign() {
        #expect(throws: FileError("--set timeout: write KEY=VALUE, as in --set timeout=1m")) {
            try Override(argument: "timeout")
        }
    }
}
