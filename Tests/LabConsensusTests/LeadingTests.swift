import LabNetwork
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct LeadingTests {
    @Test func beginsItsTermWithAnEntryThatDoesNothing() {
        var bench = Bench()
        bench.lead()
        #expect(bench.raft.lastLogIndex == 2 && bench.raft.lastLogTerm == 2)
        #expect(!bench.raft.isEstablished)
    }

    @Test func countsItsOwnEntryAfterTheSync() {
        var bench = Bench()
        bench.lead()
        bench.acknowledge(from: 1)
        #expect(bench.raft.commitIndex == 0)
        bench.sync()
        #expect(bench.raft.commitIndex == 2)
        #expect(bench.raft.isEstablished)
        #expect(bench.raft.takeCommitted().map(\.content) == [.configuration, .barrier])
    }

    @Test func commitsEntriesOfEarlierTermsOnlyAlongWithOneOfItsOwn() {
        var bench = Bench()
        bench.receive(Bench.append(term: 1, terms: [1, 1]), from: 2)
        bench.sync()
        bench.lead()
        bench.sync()
        let earlier = AppendOutcome.matched(3, commitIndex: 0)
        bench.receive(.appendReply(term: bench.raft.term, earlier), from: 1)
        #expect(bench.raft.commitIndex == 0)
        bench.acknowledge(from: 1)
        #expect(bench.raft.commitIndex == 4)
    }

    @Test func commitsWhatAMajorityHoldsAndNotMore() {
        var bench = Bench(voters: 5)
        bench.runTimer()
        bench.sync()
        bench.receive(.voteReply(term: 2, isGranted: true), from: 1)
        bench.receive(.voteReply(term: 2, isGranted: true), from: 2)
        bench.sync()
        for _ in 0..<4 { _ = bench.raft.propose([1], on: &bench.system) }
        bench.sync()
        bench.receive(.appendReply(term: 2, .matched(5, commitIndex: 0)), from: 1)
        #expect(bench.raft.commitIndex == 0)
        bench.receive(.appendReply(term: 2, .matched(3, commitIndex: 0)), from: 2)
        #expect(bench.raft.commitIndex == 3)
        bench.receive(.appendReply(term: 2, .matched(6, commitIndex: 0)), from: 3)
        #expect(bench.raft.commitIndex == 5)
    }

    @Test func proposalsInARowShareAMessage() {
        var bench = Bench()
        bench.establish()
        for number in 0..<10 as Range<UInt8> {
            #expect(bench.raft.propose([number], on: &bench.system) == UInt64(number) + 3)
        }
        let messages = bench.take(for: 1)
        #expect(messages.count == 1)
        guard case .append(let request) = messages.first else {
            Issue.record("no entries")
            return
        }
        #expect(request.entries.map(\.payload) == (0..<10 as Range<UInt8>).map { [$0] })
        #expect(request.previous == LogPosition(index: 2, term: 2))
    }

    @Test func sendsAtMost64EntriesAMessageWithoutWaitingForAnswers() {
        var bench = Bench()
        bench.establish()
        for _ in 0..<150 { _ = bench.raft.propose([1], on: &bench.system) }
        let counts = bench.take(for: 1).map { message in
            guard case .append(let request) = message else { return -1 }
            return request.entries.count
        }
        #expect(counts == [64, 64, 22])
    }

    @Test func goesBackToWhereTheLogsMayAgree() {
        var bench = Bench()
        bench.establish()
        for _ in 0..<9 { _ = bench.raft.propose([1], on: &bench.system) }
        _ = bench.takeAll()
        let conflict = AppendOutcome.conflict(at: 1, hint: 0)
        bench.raft.receive(
            RaftMessage.appendReply(term: bench.raft.term, conflict).encoded,
            from: TestCluster.id(2), on: &bench.system)
        guard case .append(let request) = bench.take(for: 2).first else {
            Issue.record("no entries")
            return
        }
        #expect(request.previous == .beginning && request.entries.count == 11)
    }

    @Test func sendsAgainWhatWasNotAnswered() {
        var bench = Bench()
        bench.establish()
        _ = bench.raft.propose([1], on: &bench.system)
        _ = bench.takeAll()
        var entries = 0
        for _ in 0..<8 {
            bench.run(for: .milliseconds(100))
            let reply = RaftMessage.heartbeatReply(term: bench.raft.term, round: 0)
            bench.raft.receive(reply.encoded, from: TestCluster.id(2), on: &bench.system)
            for case .append(let request) in bench.take(for: 1) { entries += request.entries.count }
        }
        #expect(entries == 1)
    }

    @Test func tellsFollowersOfACommitWithinTwiceTheCommitTimeout() {
        var bench = Bench()
        bench.establish()
        _ = bench.raft.propose([1], on: &bench.system)
        _ = bench.takeAll()
        bench.sync()
        bench.acknowledge(from: 1)
        bench.run(for: .milliseconds(49))
        #expect(bench.take(for: 1).allSatisfy { $0 == .heartbeat(term: 2, round: 0) })
        bench.run(for: .milliseconds(51))
        let news = bench.take(for: 1).compactMap { message -> AppendRequest? in
            guard case .append(let request) = message else { return nil }
            return request
        }
        #expect(news.map(\.commitIndex) == [3])
        #expect(news.map(\.entries.count) == [0])
    }

    @Test func onlyALeaderTakesProposals() {
        var bench = Bench()
        #expect(bench.raft.propose([1], on: &bench.system) == nil)
        #expect(bench.raft.barrier(on: &bench.system) == nil)
        #expect(bench.raft.verifyLeadership(on: &bench.system) == nil)
    }

    @Test func stepsDownWithoutRoomOnTheDisk() {
        var bench = Bench()
        bench.establish()
        _ = bench.raft.takeEvents()
        bench.system.isDiskFull = true
        #expect(bench.raft.propose([1], on: &bench.system) == nil)
        #expect(bench.raft.role == .follower)
        #expect(bench.raft.takeEvents().contains(.steppedDown(.diskFull)))
    }

    @Test func stepsDownForALaterTerm() {
        var bench = Bench()
        bench.establish()
        bench.receive(.appendReply(term: 9, .stale), from: 2)
        #expect(bench.raft.role == .follower && bench.raft.term == 9)
        #expect(bench.raft.takeEvents().contains(.steppedDown(.newerTerm)))
    }

    // MARK: Lease

    @Test func stepsDownWhenTheLeaseIsOver() {
        var bench = Bench()
        bench.establish()
        let heard = bench.system.now
        while bench.raft.role == .leader { bench.runTimer() }
        #expect(bench.system.now - heard == .milliseconds(500))
        #expect(bench.raft.takeEvents().contains(.steppedDown(.leaseExpired)))
        #expect(bench.system.lines.contains { $0.contains("failed to contact quorum of nodes") })
    }

    @Test func leadsAsLongAsAMajorityAnswers() {
        var bench = Bench()
        bench.establish()
        for _ in 0..<200 {
            bench.run(for: .milliseconds(100))
            bench.receive(.heartbeatReply(term: bench.raft.term, round: 0), from: 2)
        }
        #expect(bench.raft.role == .leader)
        let now = bench.system.now
        #expect(bench.raft.lastContact(at: now) == .zero)
        #expect(bench.raft.lastContact(of: TestCluster.id(2), at: now) == .zero)
        #expect(bench.raft.lastContact(of: TestCluster.id(1), at: now) == .seconds(20))
    }

    @Test func heartbeatsComeEveryTenthToFifthOfTheTimeout() {
        var bench = Bench()
        bench.establish()
        var last = bench.system.now
        for _ in 0..<50 {
            while true {
                bench.runTimer()
                bench.receive(.heartbeatReply(term: bench.raft.term, round: 0), from: 2)
                let isDue = bench.system.now > last && bench.raft.role == .leader
                if isDue { break }
            }
            #expect(bench.system.now - last <= .milliseconds(200))
            last = bench.system.now
        }
    }

    @Test func leavesAServerAloneThatCannotBeReached() {
        var bench = Bench()
        bench.establish()
        var attempts = 0
        let begin = bench.system.now
        while bench.system.now - begin < .seconds(60) {
            bench.runTimer()
            for envelope in bench.raft.takeMessages() {
                if envelope.to == TestCluster.id(1) {
                    let reply = RaftMessage.heartbeatReply(term: bench.raft.term, round: 0)
                    bench.raft.receive(
                        reply.encoded, from: TestCluster.id(1), on: &bench.system)
                } else {
                    attempts += 1
                    bench.raft.peerUnreachable(TestCluster.id(2), on: &bench.system)
                }
            }
        }
        #expect(bench.raft.role == .leader)
        #expect(attempts > 10 && attempts < 40)
    }

    // MARK: Verification

    @Test func confirmsLeadershipWhenAMajorityHasAnsweredALaterHeartbeat() {
        var bench = Bench()
        bench.establish()
        _ = bench.raft.takeEvents()
        let term = bench.raft.term
        let token = bench.raft.verifyLeadership(on: &bench.system)
        #expect(token != nil)
        #expect(bench.take(for: 1) == [.heartbeat(term: term, round: 1)])
        bench.receive(.heartbeatReply(term: term, round: 0), from: 1)
        #expect(bench.raft.takeEvents().isEmpty, "that heartbeat was sent before")
        bench.receive(.heartbeatReply(term: term, round: 1), from: 2)
        #expect(bench.raft.takeEvents() == [.verified(token: token ?? 0, true)])
    }

    @Test func aLeaderThatStepsDownConfirmsNothing() {
        var bench = Bench()
        bench.establish()
        _ = bench.raft.takeEvents()
        let token = bench.raft.verifyLeadership(on: &bench.system) ?? 0
        bench.run(for: .seconds(1))
        #expect(bench.raft.takeEvents().contains(.verified(token: token, false)))
    }

    @Test func verificationsInARowShareARound() {
        var bench = Bench()
        bench.establish()
        for _ in 0..<10 { _ = bench.raft.verifyLeadership(on: &bench.system) }
        #expect(bench.take(for: 1).count == 1)
    }

    @Test func aloneItIsSureAtOnce() {
        var bench = Bench(voters: 1)
        bench.runTimer()
        bench.sync()
        _ = bench.raft.takeEvents()
        let token = bench.raft.verifyLeadership(on: &bench.system) ?? 0
        #expect(bench.raft.takeEvents() == [.verified(token: token, true)])
    }

    @Test func handsLeadershipOnlyToOneThatHoldsEverything() throws {
        var bench = Bench()
        bench.establish()
        _ = bench.raft.propose([1], on: &bench.system)
        _ = bench.takeAll()
        #expect(throws: RaftRefusal.noSuccessor) {
            try bench.raft.transferLeadership(on: &bench.system)
        }
        bench.acknowledge(from: 1)
        try bench.raft.transferLeadership(on: &bench.system)
        #expect(bench.take(for: 1) == [.timeoutNow(term: bench.raft.term)])
    }
}
