import LabConsensus
import LabNetwork
import LabProgram
import LabSimulation
import LabTestSupport
import Testing

@testable import LabPrograms

@Suite struct ServerTests {
    @Test func serversThatExpectNothingCountForTheFirstElection() throws {
        let cluster = try Cluster(servers: 3) { index, configuration in
            configuration.bootstrapExpect = index == 0 ? 3 : 0
            configuration.retryJoin = index == 0 ? [] : [Endpoint(Cluster.address(0), 8301)]
        }
        _ = try #require(cluster.waitForLeader())
        cluster.run(.seconds(2))
        for index in 0..<3 {
            #expect(cluster.agent(index).consensusServers.filter(\.isVoter).count == 3)
        }
    }

    @Test func twoOfThreeExpectedServersWait() throws {
        let cluster = try Cluster(servers: 3)
        cluster.kill(2)
        #expect(cluster.waitForLeader(upTo: .seconds(60)) == nil)
        #expect(cluster.http("GET", "/v1/status/leader", on: 0).text == #""""#)
        cluster.start(2)
        #expect(cluster.waitForLeader() != nil)
    }

    @Test func serversThatExpectDifferentNumbersDoNotElect() throws {
        let cluster = try Cluster(servers: 3) { index, configuration in
            configuration.bootstrapExpect = index == 2 ? 2 : 3
        }
        #expect(cluster.waitForLeader(upTo: .seconds(30)) == nil)
        #expect(cluster.log(0).contains { $0.contains("conflicting expect value") })
    }

    @Test func aServerThatJoinsLaterGetsItsVoteWhenItIsStable() throws {
        let cluster = try Cluster(servers: 4) { index, configuration in
            configuration.bootstrapExpect = index == 3 ? 0 : 3
        }
        cluster.kill(3)
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        cluster.start(3)
        cluster.run(.seconds(5))
        let id = try #require(ServerID(cluster.agent(3).nodeID))
        #expect(cluster.agent(leader).raft?.servers[id]?.isVoter == false)
        let time = cluster.wait(upTo: .seconds(60)) {
            cluster.agent(leader).raft?.servers.isVoter(id) == true
        }
        #expect(try #require(time) >= .seconds(5) && time ?? .zero <= .seconds(25))
    }

    @Test func aServerWithoutItsDataTakesThePlaceOfTheOldOne() throws {
        let cluster = try Cluster(servers: 3) { _, configuration in
            configuration.autopilot.cleanupDeadServers = false
        }
        let leader = try #require(cluster.waitForLeader().flatMap { _ in cluster.leader })
        let victim = (leader + 1) % 3
        let former = cluster.agent(victim).nodeID
        cluster.kill(victim)
        cluster.run(.seconds(10))
        cluster.world.wipeData(named: "discovery", on: victim)
        cluster.start(victim)
        cluster.run(.seconds(90))
        let new = cluster.agent(victim).nodeID
        #expect(new != former)
        let ids = cluster.agent(leader).consensusServers.map(\.id.description)
        #expect(ids.contains(new) && !ids.contains(former), "\(ids)")
        #expect(ids.count == 3)
        let node = cluster.agent(leader).store.node(named: "host-\(victim + 1)")
        #expect(node?.id == new)
    }

    @Test(
        "Dead servers go only while a majority lives",
        arguments: [
            (1, 0, 1, false), (3, 0, 1, true), (3, 0, 2, false), (4, 0, 2, false),
            (5, 0, 2, true), (5, 3, 2, true), (5, 4, 2, false),
        ])
    func removal(voters: Int, minimum: Int, dead: Int, isAllowed: Bool) {
        var configuration = AutopilotConfiguration()
        configuration.minimumQuorum = minimum
        #expect(configuration.mayRemove(dead, ofVoters: voters) == isAllowed)
    }

    @Test func aClientAsksAnotherServerAfterAFailure() throws {
        var system = RecordingSystem()
        var ring = ServerRing()
        for number in 1...3 {
            let tags = ["role": "consul", "dc": "dc1", "port": "8300", "id": "\(number)"]
            let server = try #require(
                DiscoveryServer(
                    name: "s\(number)", address: IPv4Address(10, 0, 0, UInt8(number)),
                    tag: { tags[$0] }))
            #expect(ring.add(server, on: &system))
            #expect(!ring.add(server, on: &system))
        }
        let first = try #require(ring.current)
        ring.rotate(after: Endpoint(.loopback, 1))
        #expect(ring.current == first)
        ring.rotate(after: first.endpoint)
        #expect(ring.current != first)
        #expect(ring.servers.last == first)
        ring.remove(name: first.name)
        #expect(ring.servers.count == 2)
    }
}
