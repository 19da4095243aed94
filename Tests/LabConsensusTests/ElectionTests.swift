import LabNetwork
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct ElectionTests {
    private let upToDate = LogPosition(index: 1, term: 1)

    @Test(arguments: 0..<50)
    func standsAfterOneToTwoTimeouts(seed: UInt64) {
        var bench = Bench(seed: seed)
        bench.runTimer()
        #expect(bench.raft.role == .candidate)
        #expect(bench.raft.term == 2)
        #expect(bench.system.now.seconds >= 1 && bench.system.now.seconds < 2)
    }

    @Test func doesNotStandWhileTheLeaderIsHeard() {
        var bench = Bench()
        for _ in 0..<100 {
            bench.run(for: .milliseconds(500))
            bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        }
        #expect(bench.raft.role == .follower)
        #expect(bench.raft.leader == TestCluster.id(1))
    }

    @Test func noticesADeadLeaderAfterOneToThreeTimeouts() {
        for seed in 0..<100 as Range<UInt64> {
            var bench = Bench(seed: seed)
            bench.run(for: .milliseconds(Int64(seed * 7)))
            bench.receive(.heartbeat(term: 1, round: 0), from: 1)
            let heard = bench.system.now
            while bench.raft.role == .follower { bench.runTimer() }
            let patience = bench.system.now - heard
            #expect(patience >= .seconds(1) && patience < .seconds(3))
        }
    }

    @Test func asksForVotesOnlyAfterItsOwnIsOnTheDisk() {
        var bench = Bench()
        bench.runTimer()
        #expect(bench.takeAll().isEmpty)
        bench.sync()
        let request = RaftMessage.requestVote(term: 2, last: upToDate, isTransfer: false)
        #expect(bench.takeAll() == [request, request])
    }

    @Test func answersACandidateOnlyAfterTheVoteIsOnTheDisk() {
        var bench = Bench()
        let request = RaftMessage.requestVote(term: 2, last: upToDate, isTransfer: false)
        #expect(bench.receive(request, from: 1).isEmpty)
        bench.sync()
        #expect(bench.takeAll() == [.voteReply(term: 2, isGranted: true)])
    }

    @Test func votesOnceInATermAndSaysSoAgain() {
        var bench = Bench()
        let request = RaftMessage.requestVote(term: 2, last: upToDate, isTransfer: false)
        bench.receive(request, from: 1)
        bench.sync()
        _ = bench.takeAll()
        #expect(bench.receive(request, from: 2) == [.voteReply(term: 2, isGranted: false)])
        #expect(bench.receive(request, from: 1) == [.voteReply(term: 2, isGranted: true)])
    }

    @Test func remembersItsVoteAfterARestart() {
        var bench = Bench()
        let request = RaftMessage.requestVote(term: 2, last: upToDate, isTransfer: false)
        bench.receive(request, from: 1)
        bench.restart()
        #expect(bench.raft.term == 2)
        bench.receive(request, from: 2)
        bench.sync()
        #expect(bench.takeAll() == [.voteReply(term: 2, isGranted: false)])
    }

    @Test func refusesWhileItKnowsAnotherLeaderAndKeepsItsTerm() {
        var bench = Bench()
        bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        let request = RaftMessage.requestVote(term: 9, last: upToDate, isTransfer: false)
        #expect(bench.receive(request, from: 2) == [.voteReply(term: 1, isGranted: false)])
        #expect(bench.raft.term == 1)
        #expect(bench.raft.leader == TestCluster.id(1))
    }

    @Test func votesForASuccessorThatTheLeaderChose() {
        var bench = Bench()
        bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        bench.receive(.requestVote(term: 2, last: upToDate, isTransfer: true), from: 2)
        bench.sync()
        #expect(bench.takeAll() == [.voteReply(term: 2, isGranted: true)])
    }

    @Test func standsAtOnceWhenTheLeaderAsks() {
        var bench = Bench()
        bench.receive(.timeoutNow(term: 1), from: 1)
        #expect(bench.raft.role == .follower, "not from somebody who does not lead")
        bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        bench.receive(.timeoutNow(term: 1), from: 1)
        bench.sync()
        let request = RaftMessage.requestVote(term: 2, last: upToDate, isTransfer: true)
        #expect(bench.takeAll() == [request, request])
    }

    @Test(arguments: [LogPosition(index: 0, term: 0), LogPosition(index: 2, term: 1)])
    func refusesACandidateThatLacksEntries(last: LogPosition) {
        var bench = Bench()
        bench.receive(Bench.append(term: 2, terms: [2, 2]), from: 1)
        bench.sync()
        bench.restart()
        bench.sync()
        _ = bench.takeAll()
        bench.receive(.requestVote(term: 3, last: last, isTransfer: false), from: 2)
        bench.sync()
        #expect(bench.takeAll() == [.voteReply(term: 3, isGranted: false)])
    }

    @Test func standsAgainInTheNextTermWhenNobodyWon() {
        var bench = Bench()
        bench.runTimer()
        let stood = bench.system.now
        bench.runTimer()
        #expect(bench.raft.role == .candidate && bench.raft.term == 3)
        let wait = bench.system.now - stood
        #expect(wait >= .seconds(1) && wait < .seconds(2))
    }

    @Test func countsEachVoterOnce() {
        var bench = Bench(voters: 5)
        bench.runTimer()
        bench.sync()
        for _ in 0..<5 { bench.receive(.voteReply(term: 2, isGranted: true), from: 1) }
        bench.receive(.voteReply(term: 2, isGranted: true), from: 7)
        bench.receive(.voteReply(term: 1, isGranted: true), from: 2)
        #expect(bench.raft.role == .candidate)
        bench.receive(.voteReply(term: 2, isGranted: true), from: 3)
        #expect(bench.raft.role == .leader)
        #expect(bench.raft.takeEvents().contains(.electionWon(tally: 3)))
    }

    @Test func aloneItLeadsOnceItsVoteIsOnTheDisk() {
        var bench = Bench(voters: 1)
        bench.runTimer()
        #expect(bench.raft.role == .candidate)
        bench.sync()
        #expect(bench.raft.role == .leader && bench.raft.isEstablished)
    }

    @Test func aCandidateFollowsTheLeaderOfItsTerm() {
        var bench = Bench()
        bench.runTimer()
        bench.sync()
        bench.receive(.heartbeat(term: 2, round: 0), from: 1)
        #expect(bench.raft.role == .follower && bench.raft.leader == TestCluster.id(1))
    }

    @Test func doesNotStandWithoutAConfigurationAndWarnsOnce() {
        var bench = Bench(voters: 0)
        bench.run(for: .seconds(60))
        #expect(bench.raft.role == .follower && bench.raft.term == 0)
        let warnings = bench.system.lines.filter { $0.contains("no known peers") }
        #expect(warnings == ["[WARN] agent.server.raft: no known peers, aborting election"])
    }

    @Test func aNonVoterDoesNotStand() {
        var bench = Bench(voters: 0)
        let servers = ClusterConfiguration(servers: [
            TestCluster.server(1), TestCluster.server(0, isVoter: false),
        ])
        let entry = LogEntry(term: 1, kind: .configuration, payload: servers.encoded)
        let request = AppendRequest(
            term: 1, previous: .beginning, commitIndex: 0, entries: [entry])
        bench.receive(.append(request), from: 1)
        bench.run(for: .seconds(60))
        #expect(bench.raft.role == .follower && bench.raft.term == 1)
    }

    @Test func neitherVotesNorStandsWithoutRoomOnTheDisk() {
        var bench = Bench()
        bench.system.isDiskFull = true
        let request = RaftMessage.requestVote(term: 2, last: upToDate, isTransfer: false)
        bench.receive(request, from: 1)
        bench.run(for: .seconds(10))
        bench.sync()
        #expect(bench.takeAll().isEmpty)
        #expect(bench.raft.role == .follower && bench.raft.term == 1)
        bench.system.isDiskFull = false
        bench.run(for: .seconds(2))
        #expect(bench.raft.role == .candidate)
    }
}
