import LabDNS
import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

@Suite struct PartitionTests {
    @Test(arguments: 1...5)
    func anIsolatedLeaderStepsDownAndComesBack(seed: UInt64) throws {
        let cluster = try Cluster(seed: UInt64(seed), servers: 3, clients: 1)
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        cluster.run(.seconds(5))
        let others = (0..<4).filter { $0 != leader }
        let rule = cluster.world.network.addPartition(groups: [[leader], others])
        let down = cluster.wait(upTo: .seconds(5)) { !cluster.agent(leader).isLeading }
        #expect(try #require(down) < .milliseconds(1_200))
        _ = try #require(cluster.waitForLeader())
        let next = try #require(cluster.leader)
        #expect(next != leader)
        cluster.register("web", on: next)
        cluster.run(.seconds(20))
        cluster.world.network.removeRule(rule)
        let back = cluster.wait(upTo: .seconds(60)) {
            cluster.agent(leader).store.hasService(named: "web")
        }
        #expect(try #require(back) < .seconds(45), "\(back ?? .zero)")
        let alive = cluster.wait(upTo: .seconds(60)) {
            (0..<4).allSatisfy { index in
                cluster.agent(index).members.allSatisfy { $0.status == .alive }
            }
        }
        #expect(alive != nil)
        let agents = (0..<3).map { cluster.agent($0) }
        let terms = agents.flatMap { $0.leaderships.map(\.term) }
        #expect(Set(terms).count == terms.count)
    }

    @Test(arguments: 1...10)
    func theServicesOfAServerThatWasRemovedReturnSoonAfterItHasALeaderAgain(seed: UInt64) throws {
        let cluster = try Cluster(seed: seed, servers: 3)
        _ = try #require(cluster.waitForLeader())
        cluster.register("web", on: 0)
        cluster.run(.seconds(5))
        let rule = cluster.world.network.addPartition(groups: [[0], [1, 2]])
        let gone = cluster.wait(upTo: .minutes(1)) {
            cluster.agent(1).store.record(named: "host-1") == nil
        }
        _ = try #require(gone)
        cluster.run(.seconds(10))
        cluster.world.network.removeRule(rule)
        let back = cluster.wait(upTo: .minutes(3)) {
            cluster.agent(1).store.hasService(named: "web")
        }
        // Gossip meets again, a leader is elected, and within 3 s of that the server compares.
        #expect(try #require(back) < .seconds(40), "\(back ?? .zero)")
    }

    @Test func anIsolatedClientAgentFailsQuestionsAfterFourSeconds() throws {
        let cluster = try Cluster(servers: 1, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.run(.seconds(5))
        #expect(cluster.addresses("host-1.node.consul", on: 1) == ["10.0.0.1"])
        _ = cluster.world.network.addPartition(groups: [[0], [1]])
        let start = cluster.world.now
        #expect(cluster.dns("host-1.node.consul", on: 1)?.responseCode == .servFail)
        let time = cluster.world.now - start
        #expect(time > .seconds(3) && time < .milliseconds(4_500), "\(time)")
        cluster.run(.seconds(20))
        #expect(cluster.http("GET", "/v1/catalog/nodes", on: 1).text == "No known Consul servers")
    }

    @Test(arguments: 1...5)
    func serversThatAppliedTheSameHoldTheSame(seed: UInt64) throws {
        let cluster = try Cluster(seed: UInt64(seed), servers: 3, clients: 3)
        _ = try #require(cluster.waitForLeader())
        for index in 3..<6 { cluster.register("web", on: index) }
        cluster.kill(4)
        cluster.run(.seconds(30))
        let agents = (0..<3).map { cluster.agent($0) }
        #expect(Set(agents.map(\.lastAppliedEntry)).count == 1)
        #expect(Set(agents.map(\.stateHash)).count == 1)
    }

    @Test func twoRunsOfASeedAreTheSame() throws {
        func trace() throws -> String {
            let cluster = try Cluster(seed: 7, servers: 3, clients: 2)
            _ = try #require(cluster.waitForLeader())
            cluster.register("web", on: 3)
            cluster.kill(0)
            cluster.run(.seconds(60))
            return cluster.world.trace.hexadecimal
        }
        #expect(try trace() == trace())
    }
}
