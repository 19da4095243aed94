import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct FollowingTests {
    @Test func acknowledgesEntriesOnceTheyAreOnTheDisk() {
        var bench = Bench()
        #expect(bench.receive(Bench.append(term: 1, terms: [1, 1]), from: 1).isEmpty)
        bench.sync()
        #expect(bench.takeAll() == [.appendReply(term: 1, .matched(3, commitIndex: 0))])
        // Nothing to wait for the second time.
        let again = bench.receive(Bench.append(term: 1, terms: [1, 1]), from: 1)
        #expect(again == [.appendReply(term: 1, .matched(3, commitIndex: 0))])
    }

    @Test func answersHeartbeatsWhileTheDiskIsBusy() {
        var bench = Bench()
        bench.receive(Bench.append(term: 1, terms: [1]), from: 1)
        let replies = bench.receive(.heartbeat(term: 1, round: 3), from: 1)
        #expect(replies == [.heartbeatReply(term: 1, round: 3)])
    }

    @Test func doesNotAcknowledgeWhatAFormerLifeLeftBeforeItIsOnTheDisk() {
        var bench = Bench()
        bench.receive(Bench.append(term: 1, terms: [1]), from: 1)
        bench.restart()
        #expect(bench.raft.lastLogIndex == 2)
        #expect(bench.receive(Bench.append(term: 1, terms: [1]), from: 1).isEmpty)
        bench.sync()
        #expect(bench.takeAll() == [.appendReply(term: 1, .matched(2, commitIndex: 0))])
    }

    @Test func refusesEntriesThatDoNotFollow() {
        var bench = Bench()
        let far = LogPosition(index: 9, term: 1)
        let replies = bench.receive(Bench.append(term: 1, after: far, terms: [1]), from: 1)
        #expect(replies == [.appendReply(term: 1, .conflict(at: 9, hint: 1))])
    }

    @Test func pointsPastAWholeTermThatDiffers() {
        var bench = Bench()
        bench.receive(Bench.append(term: 2, terms: [1, 2, 2, 2, 2]), from: 1)
        bench.sync()
        _ = bench.takeAll()
        let place = LogPosition(index: 6, term: 3)
        bench.receive(Bench.append(term: 4, after: place, terms: [4]), from: 2)
        bench.sync()
        #expect(bench.takeAll() == [.appendReply(term: 4, .conflict(at: 6, hint: 2))])
    }

    @Test func putsTheLeadersEntriesInThePlaceOfOthers() {
        var bench = Bench()
        bench.receive(Bench.append(term: 2, terms: [2, 2, 2]), from: 1)
        let place = LogPosition(index: 2, term: 2)
        bench.receive(Bench.append(term: 3, after: place, terms: [3]), from: 2)
        #expect(bench.raft.lastLogIndex == 3 && bench.raft.lastLogTerm == 3)
        bench.restart()
        #expect(bench.raft.lastLogIndex == 3 && bench.raft.lastLogTerm == 3)
    }

    @Test func keepsLaterEntriesWhenAnEarlierMessageArrivesAgain() {
        var bench = Bench()
        bench.receive(Bench.append(term: 1, terms: [1, 1, 1]), from: 1)
        bench.receive(Bench.append(term: 1, terms: [1]), from: 1)
        #expect(bench.raft.lastLogIndex == 4)
    }

    @Test func tellsAFormerLeaderOfTheNewTerm() {
        var bench = Bench()
        bench.receive(.heartbeat(term: 5, round: 0), from: 1)
        bench.sync()
        _ = bench.takeAll()
        let stale: [RaftMessage] = [.appendReply(term: 5, .stale)]
        #expect(bench.receive(.heartbeat(term: 4, round: 0), from: 2) == stale)
        #expect(bench.receive(Bench.append(term: 4, terms: [4]), from: 2) == stale)
        #expect(bench.raft.leader == TestCluster.id(1))
    }

    @Test func commitsNoMoreThanItKnowsToAgree() {
        var bench = Bench()
        bench.receive(Bench.append(term: 2, terms: [2, 2, 2]), from: 1)
        bench.receive(Bench.append(term: 2, terms: [2], commitIndex: 9), from: 1)
        #expect(bench.raft.commitIndex == 2)
        #expect(bench.raft.takeCommitted().map(\.index) == [1, 2])
    }

    @Test func keepsNothingThatDoesNotFitOnTheDisk() {
        var bench = Bench()
        bench.system.isDiskFull = true
        let refused: [RaftMessage] = [.appendReply(term: 1, .refused)]
        #expect(bench.receive(Bench.append(term: 1, terms: [1]), from: 1) == refused)
        #expect(bench.raft.lastLogIndex == 1)
        #expect(bench.system.lines.contains { $0.contains("failed to append to logs") })
        bench.system.isDiskFull = false
        bench.receive(Bench.append(term: 1, terms: [1]), from: 1)
        bench.sync()
        #expect(bench.takeAll() == [.appendReply(term: 1, .matched(2, commitIndex: 0))])
    }

    @Test func knowsHowLongAgoItHeardOfTheLeader() {
        var bench = Bench()
        #expect(bench.raft.lastContact(at: bench.system.now) == nil)
        bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        bench.system.now = bench.system.now + .milliseconds(300)
        #expect(bench.raft.lastContact(at: bench.system.now) == .milliseconds(300))
    }

    @Test func setsNoTimerForAHeartbeat() {
        var bench = Bench()
        let timers = bench.system.timers
        bench.receive(.heartbeat(term: 1, round: 0), from: 1)
        let changes = bench.system.changes
        for _ in 0..<10 { bench.receive(.heartbeat(term: 1, round: 0), from: 1) }
        #expect(bench.system.timers == timers)
        #expect(bench.system.changes == changes)
    }

    @Test func junkIsDropped() {
        var random = RandomStream(seed: 99)
        var bench = Bench()
        let valid: [[UInt8]] = [
            Bench.append(term: 2, terms: [1, 2], commitIndex: 2).encoded,
            RaftMessage.requestVote(
                term: 3, last: LogPosition(index: 4, term: 2), isTransfer: false
            ).encoded,
            RaftMessage.installSnapshot(
                term: 2,
                Snapshot(
                    last: LogPosition(index: 7, term: 2),
                    servers: ClusterConfiguration(servers: [TestCluster.server(0)]),
                    serversIndex: 1, state: [1, 2, 3])
            ).encoded,
            RaftMessage.appendReply(term: 2, .matched(UInt64.max, commitIndex: 1)).encoded,
            RaftMessage.heartbeat(term: UInt64.max, round: UInt64.max).encoded,
        ]
        for round in 0..<20_000 {
            var bytes = valid[Int(random.next(below: UInt64(valid.count)))]
            for _ in 0...random.next(below: 4) {
                let place = Int(random.next(below: UInt64(bytes.count)))
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.next(below: 3) == 0 { bytes.removeLast(Int(random.next(below: 3))) }
            let sender = TestCluster.id(Int(random.next(below: 4)))
            bench.raft.receive(bytes, from: sender, on: &bench.system)
            if round % 8 == 0 { bench.sync() }
            if round % 64 == 0 { bench.run(for: .milliseconds(200)) }
            if round % 512 == 0 { bench.restart() }
            _ = bench.raft.takeMessages()
            _ = bench.raft.takeCommitted()
            _ = bench.raft.takeEvents()
        }
        bench.raft.receive([], from: TestCluster.id(1), on: &bench.system)
    }
}
