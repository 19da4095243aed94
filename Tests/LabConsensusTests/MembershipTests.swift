import LabNetwork
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct MembershipTests {
    private func cluster(of voters: Int, servers: Int, seed: UInt64 = 1) -> TestCluster {
        var cluster = TestCluster(servers: servers, seed: seed)
        cluster.begin(voters: voters)
        cluster.runUntilLed()
        cluster.run(for: .seconds(1))
        return cluster
    }

    /// Makes a change at the leader; `nil` when it was begun.
    private func change(
        _ cluster: inout TestCluster, _ body: (inout Raft, inout TestHost) throws -> UInt64
    ) -> RaftRefusal? {
        cluster.with(cluster.leader ?? 0) { raft, host in
            do {
                _ = try body(&raft, &host)
                return nil
            } catch {
                return error as? RaftRefusal
            }
        }
    }

    @Test func onlyOneChangeAtATime() {
        var bench = Bench()
        #expect(throws: RaftRefusal.notLeader) {
            try bench.raft.addServer(TestCluster.server(3), on: &bench.system)
        }
        bench.lead()
        #expect(throws: RaftRefusal.changeInProgress, "no entry of the term is committed") {
            try bench.raft.addServer(TestCluster.server(3), on: &bench.system)
        }
        bench.sync()
        bench.acknowledge(from: 1)
        #expect(throws: Never.self) {
            try bench.raft.addServer(TestCluster.server(3), on: &bench.system)
        }
        #expect(bench.raft.servers.voterCount == 4, "in force at once")
        #expect(throws: RaftRefusal.changeInProgress) {
            try bench.raft.removeServer(TestCluster.id(1), on: &bench.system)
        }
        bench.sync()
        bench.acknowledge(from: 1)
        #expect(throws: RaftRefusal.changeInProgress, "two of four are no majority") {
            try bench.raft.removeServer(TestCluster.id(1), on: &bench.system)
        }
        bench.acknowledge(from: 2)
        #expect(throws: Never.self) {
            try bench.raft.removeServer(TestCluster.id(1), on: &bench.system)
        }
    }

    @Test func refusesWhatWouldChangeNothingOrLeaveNoVoter() {
        var bench = Bench(voters: 1)
        bench.runTimer()
        bench.sync()
        #expect(throws: RaftRefusal.noChange) {
            try bench.raft.addServer(TestCluster.server(0), on: &bench.system)
        }
        #expect(throws: RaftRefusal.noVoterLeft) {
            try bench.raft.removeServer(TestCluster.id(0), on: &bench.system)
        }
        #expect(throws: RaftRefusal.unknownServer) {
            try bench.raft.promoteServer(TestCluster.id(7), on: &bench.system)
        }
        #expect(throws: RaftRefusal.notEmpty) {
            try bench.raft.bootstrap(servers: [TestCluster.server(0)], on: &bench.system)
        }
    }

    @Test func aServerJoinsAsNonVoterAndIsPromoted() {
        var cluster = cluster(of: 3, servers: 4)
        cluster.propose("before it came")
        let newcomer = TestCluster.server(3, isVoter: false)
        #expect(change(&cluster) { raft, host in try raft.addServer(newcomer, on: &host) } == nil)
        cluster.run(for: .seconds(1))
        #expect(cluster.servers[3].raft.lastLogIndex == cluster.servers[0].raft.lastLogIndex)
        #expect(cluster.servers[3].state == cluster.servers[0].state)
        #expect(cluster.servers[3].raft.servers.quorum == 2)
        #expect(
            change(&cluster) { raft, host in
                try raft.promoteServer(TestCluster.id(3), on: &host)
            } == nil)
        cluster.run(for: .seconds(1))
        #expect(cluster.servers.allSatisfy { $0.raft.servers.voterCount == 4 })
        #expect(cluster.servers[3].raft.servers.quorum == 3)
        #expect(cluster.checker.violations == [])
    }

    @Test func aNonVoterIsNoPartOfTheMajority() {
        var cluster = cluster(of: 1, servers: 2)
        let newcomer = TestCluster.server(1, isVoter: false)
        #expect(change(&cluster) { raft, host in try raft.addServer(newcomer, on: &host) } == nil)
        cluster.run(for: .seconds(1))
        cluster.kill(1)
        cluster.propose("alone")
        cluster.run(for: .seconds(5))
        #expect(cluster.servers[0].raft.role == .leader)
        #expect(cluster.servers[0].raft.commitIndex == cluster.servers[0].raft.lastLogIndex)
    }

    @Test func aLeaderThatRemovesItselfLeadsUntilThatIsCommitted() {
        var cluster = cluster(of: 3, servers: 3)
        let leader = cluster.leader ?? 0
        #expect(
            change(&cluster) { raft, host in
                try raft.removeServer(TestCluster.id(leader), on: &host)
            } == nil)
        #expect(cluster.servers[leader].raft.role == .leader)
        cluster.run(for: .seconds(1))
        #expect(cluster.servers[leader].raft.role == .follower)
        cluster.run(for: .seconds(20))
        #expect(cluster.leader != nil && cluster.leader != leader)
        #expect(cluster.servers[leader].raft.role == .follower, "it does not stand again")
        #expect(cluster.checker.violations == [])
    }

    @Test func aServerThatWasRemovedIsToldSo() {
        var cluster = cluster(of: 3, servers: 3)
        let leader = cluster.leader ?? 0
        let victim = (leader + 1) % 3
        #expect(
            change(&cluster) { raft, host in
                try raft.removeServer(TestCluster.id(victim), on: &host)
            } == nil)
        cluster.run(for: .milliseconds(100))
        #expect(cluster.servers[victim].raft.servers[TestCluster.id(victim)] == nil)
        #expect(cluster.servers[leader].raft.matchIndex(of: TestCluster.id(victim)) == nil)
    }

    @Test func aConfigurationThatIsOverwrittenIsNoLongerInForce() {
        var bench = Bench()
        let other = ClusterConfiguration(servers: [TestCluster.server(0), TestCluster.server(5)])
        let entry = LogEntry(term: 1, kind: .configuration, payload: other.encoded)
        let place = LogPosition(index: 1, term: 1)
        bench.receive(
            .append(
                AppendRequest(term: 1, previous: place, commitIndex: 0, entries: [entry])),
            from: 1)
        #expect(bench.raft.servers == other && bench.raft.serversIndex == 2)
        bench.receive(Bench.append(term: 2, terms: [2]), from: 2)
        #expect(bench.raft.servers.voterCount == 3 && bench.raft.serversIndex == 1)
    }

    @Test(arguments: [true, false])
    func aServerThatLosesItsVoteStandsUntilThatIsCommitted(isCommitted: Bool) {
        var bench = Bench()
        let changed = ClusterConfiguration(servers: [
            TestCluster.server(0, isVoter: false), TestCluster.server(1), TestCluster.server(2),
        ])
        let entry = LogEntry(term: 1, kind: .configuration, payload: changed.encoded)
        let request = AppendRequest(
            term: 1, previous: LogPosition(index: 1, term: 1), commitIndex: isCommitted ? 2 : 1,
            entries: [entry])
        bench.receive(.append(request), from: 1)
        bench.run(for: .seconds(4))
        #expect((bench.raft.role == .candidate) == !isCommitted)
    }

    @Test func theConfigurationSurvivesARestart() {
        var bench = Bench()
        bench.restart()
        #expect(bench.raft.servers.voterCount == 3 && bench.raft.serversIndex == 1)
        #expect(bench.raft.hasState)
    }
}
