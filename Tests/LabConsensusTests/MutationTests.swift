import LabNetwork
import LabProgram
import Testing

@testable import LabConsensus

/// The checks are worth something only if they notice what is broken: each mutant must be caught.
@Suite struct MutationTests {
    /// The violations of runs with a mutant, until one of each kind asked for was found.
    private func violations(
        of kinds: [String], leaderLease: Interval = .milliseconds(500),
        _ mutate: (inout RandomFaults) -> Void
    ) -> Set<String> {
        var found: Set<String> = []
        for seed in 0..<200 where found.count < kinds.count {
            var faults = RandomFaults(seed: UInt64(seed), leaderLease: leaderLease)
            faults.goesOn = true
            mutate(&faults)
            faults.run()
            for violation in faults.cluster.checker.violations {
                found.formUnion(kinds.filter { violation.hasPrefix($0) })
            }
        }
        return found
    }

    @Test func aDiskThatAnswersSyncsEarlyIsCaught() {
        let kinds = ["R4", "R5", "R6", "R7", "server"]
        let found = violations(of: kinds) { faults in
            faults.cluster.conditions.syncsAreLies = true
            faults.plan.cutsPower = true
        }
        #expect(found == Set(kinds))
    }

    @Test func countingDeniedVotesIsCaught() {
        let found = violations(of: ["R1", "R2"]) { faults in
            faults.cluster.conditions.tampering = { message in
                guard case .voteReply(let term, _) = message else { return message }
                return .voteReply(term: term, isGranted: true)
            }
        }
        #expect(found == ["R1", "R2"])
    }

    @Test func countingConflictsAsAgreementIsCaught() {
        let found = violations(of: ["R4", "R5"]) { faults in
            faults.cluster.conditions.tampering = { message in
                guard case .appendReply(let term, .conflict(let index, _)) = message else {
                    return message
                }
                return .appendReply(term: term, .matched(index, commitIndex: 0))
            }
        }
        #expect(found == ["R4", "R5"])
    }

    @Test func votingForACandidateThatLacksEntriesIsCaught() {
        let found = violations(of: ["R4"]) { faults in
            faults.cluster.conditions.tampering = { message in
                guard case .requestVote(let term, _, let isTransfer) = message else {
                    return message
                }
                let far = LogPosition(index: 1 << 40, term: 1 << 40)
                return .requestVote(term: term, last: far, isTransfer: isTransfer)
            }
        }
        #expect(found == ["R4"])
    }

    @Test func entriesThatChangeOnTheWayAreCaught() {
        let found = violations(of: ["R3", "R5"]) { faults in
            faults.cluster.conditions.tampering = { message in
                guard case .append(var request) = message, request.previous.index % 7 == 3 else {
                    return message
                }
                for place in request.entries.indices
                where request.entries[place].kind == .command {
                    request.entries[place].payload.append(0)
                }
                return .append(request)
            }
        }
        #expect(found == ["R3", "R5"])
    }

    @Test func aLeaseThatIsTooLongIsCaught() {
        let found = violations(of: ["R8"], leaderLease: .seconds(3)) { _ in }
        #expect(found == ["R8"])
    }

    @Test func repliesToHeartbeatsThatWereNotGivenMakeReadsStale() {
        var cluster = TestCluster(servers: 3, seed: 5) { number in
            var configuration = TestCluster.configuration(number)
            configuration.leaderLease = .seconds(60)
            return configuration
        }
        cluster.leaderLease = .seconds(60)
        cluster.begin(voters: 3)
        let old = cluster.runUntilLed() ?? 0
        cluster.partition([old])
        cluster.run(for: .seconds(10))
        cluster.propose("unknown to the old leader")
        cluster.run(for: .seconds(1))
        // The old leader asks, and a forger answers in the names of the others.
        let token = cluster.servers[old].act(at: cluster.now) { raft, host in
            raft.verifyLeadership(on: &host)
        }
        #expect(token != nil)
        cluster.checker.beginRead(token ?? 0, at: old)
        cluster.with(old) { raft, host in
            let term = raft.term
            let reply = RaftMessage.heartbeatReply(term: term, round: raft.round)
            for peer in 0..<3 where peer != old {
                raft.receive(reply.encoded, from: TestCluster.id(peer), on: &host)
            }
        }
        #expect(cluster.checker.violations.count == 1)
        #expect(cluster.checker.violations.first?.hasPrefix("stale") == true)
    }
}
