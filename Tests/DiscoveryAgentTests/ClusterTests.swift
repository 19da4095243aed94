import LabDNS
import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

@Suite struct ClusterTests {
    @Test(arguments: 1...5)
    func threeServersElectALeaderAndServeWhatAClientRegisters(seed: UInt64) throws {
        let cluster = try Cluster(seed: UInt64(seed), servers: 3, clients: 2)
        let time = try #require(cluster.waitForLeader())
        #expect(time < .seconds(6))
        cluster.register("web", on: 3)
        cluster.run(.milliseconds(500))
        for index in 0..<5 {
            #expect(cluster.addresses("web.service.consul", on: index) == ["10.0.0.4"])
            #expect(cluster.addresses("host-2.node.consul", on: index) == ["10.0.0.2"])
            #expect(cluster.addresses("consul.service.consul", on: index).count == 3)
        }
    }

    @Test func aRegistrationIsInTheCatalogWhenItsCallReturns() throws {
        let cluster = try Cluster(servers: 3, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 3)
        let answer = cluster.http("GET", "/v1/catalog/service/web", on: 0)
        #expect(answer.text.contains(#""ServiceID":"web""#))
        #expect(answer.headers["X-Consul-Knownleader"] == "true")
    }

    @Test(arguments: 1...5)
    func aKilledClientAgentIsMissedAfterASuspicion(seed: UInt64) throws {
        let cluster = try Cluster(seed: UInt64(seed), servers: 3, clients: 3)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 3)
        cluster.run(.seconds(5))
        cluster.kill(3)
        let time = try #require(
            cluster.wait(upTo: .seconds(30)) {
                cluster.agent(5).lan?.member(named: "host-4")?.status == .failed
            })
        #expect(time >= .seconds(4) && time < .seconds(9), "\(time)")
        cluster.run(.milliseconds(500))
        #expect(cluster.dns("web.service.consul", on: 4)?.responseCode == .nxDomain)
        #expect(cluster.addresses("host-4.node.consul", on: 4) == ["10.0.0.4"])
        let checks = cluster.http("GET", "/v1/health/node/host-4", on: 4).text
        #expect(checks.contains("Agent not live or unreachable"))
    }

    @Test func aRestartedClientAgentComesBackWithItsRegistrations() throws {
        let cluster = try Cluster(servers: 1, clients: 2)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 1)
        let id = cluster.agent(1).identity
        cluster.kill(1)
        cluster.run(.seconds(10))
        cluster.start(1)
        let time = try #require(
            cluster.wait(upTo: .seconds(10)) {
                cluster.agent(0).store.record(named: "host-2")?.nodeStatus == .passing
            })
        #expect(time < .seconds(3), "\(time)")
        #expect(cluster.agent(1).identity == id)
        #expect(cluster.addresses("web.service.consul", on: 2) == ["10.0.0.2"])
        #expect(cluster.http("GET", "/v1/agent/services", on: 1).text.contains("web"))
    }

    @Test func aClientThatLeavesIsGoneAtOnce() throws {
        let cluster = try Cluster(servers: 3, clients: 2)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 3)
        let exchange = cluster.begin("PUT", "/v1/agent/leave", on: 3)
        let time = try #require(
            cluster.wait(upTo: .seconds(10)) {
                cluster.agent(0).store.record(named: "host-4") == nil
            })
        #expect(time < .seconds(1), "\(time)")
        cluster.run(.milliseconds(200))
        #expect(cluster.dns("web.service.consul", on: 4)?.responseCode == .nxDomain)
        cluster.run(.seconds(5))
        #expect(cluster.response(to: exchange, on: 3)?.status == 200)
        #expect(cluster.world.state(of: cluster.agents[3]) == .exited(0))
        #expect(cluster.agent(4).lan?.member(named: "host-4")?.status == .left)
    }

    @Test func sigtermMakesAClientLeaveAndAServerFail() throws {
        let cluster = try Cluster(servers: 3, clients: 1)
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        cluster.world.requestStop(of: cluster.agents[3])
        cluster.run(.seconds(5))
        #expect(cluster.agent(leader).lan?.member(named: "host-4")?.status == .left)
        let other = (leader + 1) % 3
        cluster.world.requestStop(of: cluster.agents[other])
        cluster.run(.milliseconds(10))
        #expect(cluster.world.state(of: cluster.agents[other]) == .exited(0))
        let failed = cluster.wait(upTo: .seconds(20)) {
            cluster.agent(leader).lan?.member(named: "host-\(other + 1)")?.status == .failed
        }
        #expect(failed != nil)
    }

    @Test(arguments: 1...5)
    func aKilledLeaderIsReplacedInAboutThreeSeconds(seed: UInt64) throws {
        let cluster = try Cluster(seed: UInt64(seed), servers: 3, clients: 1)
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        cluster.run(.seconds(5))
        cluster.kill(leader)
        let time = try #require(cluster.waitForLeader())
        #expect(time >= .seconds(1) && time < .seconds(7), "\(time)")
        let other = (leader + 1) % 3
        cluster.register("web", on: other)
        cluster.run(.milliseconds(200))
        let expected = [Cluster.address(other).description]
        #expect(cluster.addresses("web.service.consul", on: other) == expected)
    }

    @Test func aMinorityRefusesAfterTheHoldTimeAndStillReadsStale() throws {
        let cluster = try Cluster(servers: 3, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 3)
        cluster.run(.seconds(2))
        for index in 0..<2 { cluster.kill(index) }
        cluster.run(.seconds(10))
        let start = cluster.world.now
        let refused = cluster.http("GET", "/v1/catalog/nodes", on: 2)
        #expect(refused.status == 500)
        #expect(refused.text == "No cluster leader")
        let time = cluster.world.now - start
        #expect(time > .seconds(6) && time < .seconds(8), "\(time)")
        let stale = cluster.http("GET", "/v1/catalog/service/web?stale", on: 2)
        #expect(stale.status == 200)
        #expect(stale.text.contains("web"))
        #expect(stale.headers["X-Consul-Knownleader"] == "false")
        #expect((stale.headers["X-Consul-Lastcontact"].flatMap { Int($0) } ?? 0) > 10_000)
        #expect(cluster.addresses("web.service.consul", on: 2) == ["10.0.0.4"])
        #expect(cluster.http("GET", "/v1/status/leader", on: 2).text == #""""#)
        cluster.start(0)
        #expect(cluster.waitForLeader() != nil)
        #expect(cluster.http("GET", "/v1/catalog/nodes", on: 2).status == 200)
    }

    @Test func theOnlyServerRestartsWithItsState() throws {
        let cluster = try Cluster(servers: 1, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 1)
        _ = cluster.http("PUT", "/v1/kv/a/b", "hello", on: 1)
        cluster.kill(0)
        cluster.run(.seconds(1))
        let answer = cluster.http("GET", "/v1/catalog/nodes", on: 1)
        #expect(answer.status == 500)
        #expect(answer.text.contains("connection refused"), "\(answer.text)")
        cluster.start(0)
        _ = try #require(cluster.waitForLeader())
        #expect(cluster.http("GET", "/v1/kv/a/b?raw", on: 1).text == "hello")
        #expect(cluster.addresses("web.service.consul", on: 1) == ["10.0.0.2"])
    }

    @Test func aDeadServerIsRemovedAndItsReturnIsPromotedLater() throws {
        let cluster = try Cluster(servers: 3)
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        let victim = (leader + 1) % 3
        cluster.run(.seconds(5))
        cluster.kill(victim)
        let removed = cluster.wait(upTo: .seconds(30)) {
            cluster.agent(leader).raft?.servers.servers.count == 2
        }
        #expect(try #require(removed) > .seconds(4))
        #expect(cluster.agent(leader).lan?.member(named: "host-\(victim + 1)")?.status == .left)
        cluster.start(victim)
        let added = cluster.wait(upTo: .seconds(30)) {
            cluster.agent(leader).raft?.servers.servers.count == 3
        }
        #expect(added != nil)
        #expect(cluster.agent(leader).raft?.servers.voterCount == 2)
        let promoted = cluster.wait(upTo: .seconds(60)) {
            cluster.agent(leader).raft?.servers.voterCount == 3
        }
        #expect(try #require(promoted) >= .seconds(9))
    }

    @Test func aServerThatLeavesTakesItsVoteAlong() throws {
        let cluster = try Cluster(servers: 3)
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        cluster.run(.seconds(3))
        let exchange = cluster.begin("PUT", "/v1/agent/leave", on: leader)
        cluster.run(.seconds(16))
        #expect(cluster.world.state(of: cluster.agents[leader]) == .exited(0))
        #expect(cluster.response(to: exchange, on: leader)?.status == 200)
        let next = try #require(cluster.leader)
        #expect(next != leader)
        #expect(cluster.agent(next).raft?.servers.voterCount == 2)
        #expect(cluster.agent(next).store.node(named: "host-\(leader + 1)") == nil)
    }

    @Test func anIsolatedClientAgentSaysThatItKnowsNoServers() throws {
        let cluster = try Cluster(servers: 1, clients: 1) { index, configuration in
            if index == 1 { configuration.retryJoin = [] }
        }
        cluster.run(.seconds(3))
        let answer = cluster.http("GET", "/v1/catalog/nodes", on: 1)
        #expect(answer.status == 500)
        #expect(answer.text == "No known Consul servers")
        #expect(cluster.dns("consul.service.consul", on: 1)?.responseCode == .servFail)
        #expect(cluster.http("GET", "/v1/agent/services", on: 1).text == "{}")
        #expect(cluster.http("PUT", "/v1/agent/join/10.0.0.1", on: 1).status == 200)
        cluster.run(.seconds(4))
        #expect(cluster.addresses("host-2.node.consul", on: 1) == ["10.0.0.2"])
        let failed = cluster.http("PUT", "/v1/agent/join/10.0.0.77", on: 1)
        #expect(failed.status == 500)
        #expect(failed.text.contains("Failed to join 10.0.0.77"), "\(failed.text)")
    }
}
