import LabConsensus
import LabMembership
import LabNetwork
import LabPrograms
import Testing

/// Every checker tells a history that keeps its invariant from one that does not.
@Suite struct CheckerTests {
    private let now = Instant.start + .seconds(1000)
    private let a = ServerID(rawValue: 1)
    private let b = ServerID(rawValue: 2)
    private let voter = ServerID(rawValue: 3)

    /// What a history violates.
    private func violations(_ history: (inout InvariantReport) -> Void) -> [Invariant] {
        var report = InvariantReport()
        history(&report)
        return report.violations.map(\.invariant)
    }

    @Test func electionSafety() {
        func leaders(_ second: UInt64) -> [Invariant] {
            violations { report in
                var checker = ElectionSafety()
                checker.leads("a", term: 2, at: now, &report)
                checker.leads("a", term: 2, at: now, &report)
                checker.leads("b", term: second, at: now, &report)
            }
        }
        #expect(leaders(3) == [])
        #expect(leaders(2) == [.electionSafety])
    }

    private static let logs: [([UInt64: UInt64], UInt64, Bool)] = [
        ([1: 10, 2: 20], 0, true), ([1: 10, 2: 20, 3: 30], 0, true), ([2: 20], 1, true),
        ([1: 10], 0, false), ([1: 10, 2: 21], 0, false), ([:], 1, false),
    ]

    @Test(arguments: logs)
    func leaderCompleteness(log: [UInt64: UInt64], snapshot: UInt64, isComplete: Bool) {
        let found = violations { report in
            var checker = LeaderCompleteness()
            checker.committed(10, at: 1)
            checker.committed(20, at: 2)
            checker.elected("a", term: 3, snapshot: snapshot, at: now, &report) { log[$0] }
        }
        #expect(found == (isComplete ? [] : [.leaderCompleteness]))
    }

    @Test(arguments: [StateMachineSafety.Subject.entry, .command, .state])
    func stateMachineSafety(subject: StateMachineSafety.Subject) {
        func servers(_ second: UInt64) -> [Invariant] {
            violations { report in
                var checker = StateMachineSafety()
                checker.has("a", subject, 1, at: 7, at: now, &report)
                checker.has("b", subject, second, at: 7, at: now, &report)
            }
        }
        #expect(servers(1) == [])
        #expect(servers(2) == [.stateMachineSafety])
    }

    @Test func monotony() {
        func server(_ shows: (run: Int32, term: UInt64, commit: UInt64)...) -> [Invariant] {
            violations { report in
                var checker = Monotony()
                for show in shows {
                    checker.shows(
                        "a", run: show.run, term: show.term, isDurable: show.term != 9,
                        commitIndex: show.commit, at: now, &report)
                }
            }
        }
        #expect(server((1, 2, 5), (1, 3, 5), (1, 3, 6), (2, 3, 0), (2, 4, 6)) == [])
        #expect(server((1, 2, 5), (1, 1, 5)) == [.monotony])
        #expect(server((1, 2, 5), (1, 2, 4)) == [.monotony])
        #expect(server((1, 3, 5), (2, 2, 0)) == [.monotony])
        // What was not on the disk may be lost.
        #expect(server((1, 2, 5), (1, 9, 5), (2, 2, 0)) == [])
    }

    @Test func commitIndexIsReachedAgain() {
        func settled(at commit: UInt64) -> [Invariant] {
            violations { report in
                var checker = Monotony()
                checker.shows(
                    "a", run: 1, term: 1, isDurable: true, commitIndex: 8, at: now, &report)
                checker.shows(
                    "a", run: 2, term: 1, isDurable: true, commitIndex: 0, at: now, &report)
                checker.settled("a", commitIndex: commit, at: now, &report)
            }
        }
        #expect(settled(at: 8) == [])
        #expect(settled(at: 7) == [.monotony])
    }

    @Test func singleVote() {
        func second(_ candidate: ServerID, term: UInt64) -> [Invariant] {
            violations { report in
                var checker = SingleVote()
                checker.counts(a, voteOf: voter, term: 2, at: now, &report)
                checker.counts(candidate, voteOf: voter, term: term, at: now, &report)
            }
        }
        #expect(second(a, term: 2) == [])
        #expect(second(b, term: 3) == [])
        #expect(second(b, term: 2) == [.singleVote])
    }

    @Test func aVoteThatWasAnsweredIsNotForgotten() {
        func remembers(_ vote: ServerID?, term: UInt64) -> [Invariant] {
            violations { report in
                var checker = SingleVote()
                checker.counts(a, voteOf: voter, term: 2, at: now, &report)
                checker.remembers(voter, term: term, vote: vote, at: now, &report)
            }
        }
        #expect(remembers(a, term: 2) == [])
        #expect(remembers(nil, term: 3) == [])
        #expect(remembers(nil, term: 2) == [.singleVote])
        #expect(remembers(b, term: 2) == [.singleVote])
    }

    @Test func completeness() {
        // Three members: 24 s for a suspicion, and a round of three probes.
        func seen(after seconds: Int64, asAlive isAlive: Bool, since: Int64 = 0) -> [Invariant] {
            violations { report in
                var checker = Completeness()
                checker.died("b", at: .start + .seconds(100))
                checker.sees(
                    "a", "b", asAlive: isAlive, members: 3,
                    undisturbedSince: .start + .seconds(since),
                    at: .start + .seconds(100 + seconds),
                    &report)
            }
        }
        #expect(seen(after: 27, asAlive: true) == [])
        #expect(seen(after: 28, asAlive: true) == [.completeness])
        #expect(seen(after: 28, asAlive: false) == [])
        #expect(seen(after: 28, asAlive: true, since: 110) == [])
    }

    @Test func accuracy() {
        func declared(_ isHealthy: Bool) -> [Invariant] {
            violations { report in
                var checker = Accuracy()
                checker.watches(at: now, &report)
                checker.declaresDead("a", "b", isHealthy: isHealthy, at: now, &report)
            }
        }
        #expect(declared(false) == [])
        #expect(declared(true) == [.accuracy])
    }

    @Test func incarnationOwnership() {
        func seen(_ incarnations: UInt32...) -> [Invariant] {
            violations { report in
                var checker = IncarnationOwnership()
                checker.owns("b", 5)
                for incarnation in incarnations {
                    checker.sees(1, "b", incarnation, at: now, &report)
                }
            }
        }
        #expect(seen(1, 4, 5) == [])
        #expect(seen(6) == [.incarnationOwnership])
        #expect(seen(4, 3) == [.incarnationOwnership])
    }

    @Test func viewConvergence() {
        func views(_ second: [String], after seconds: Int64) -> [Invariant] {
            violations { report in
                ViewConvergence().views(
                    [("a", ["a", "b"]), ("b", second)], running: ["a", "b"],
                    calmSince: .start, at: .start + .seconds(seconds), &report)
            }
        }
        #expect(views(["a", "b"], after: 200) == [])
        #expect(views(["b"], after: 60) == [])
        #expect(views(["b"], after: 200) == [.viewConvergence])
        #expect(views(["a", "b", "c"], after: 200) == [.viewConvergence])
    }

    @Test(arguments: [
        (NodeState.dead, NodeState.alive, 2, true), (.dead, .alive, 1, false),
        (.left, .alive, 1, false), (.suspect, .alive, 1, true), (.dead, .left, 1, true),
    ])
    func noResurrection(old: NodeState, new: NodeState, incarnation: UInt32, isRight: Bool) {
        func view(_ state: NodeState, _ incarnation: UInt32) -> MemberView {
            MemberView(name: "b", state: state, status: .alive, incarnation: incarnation)
        }
        let found = violations { report in
            NoResurrection().changes(
                "a", from: view(old, 1), to: view(new, incarnation), at: now, &report)
        }
        #expect(found == (isRight ? [] : [.noResurrection]))
    }

    @Test func durability() {
        func leader(knowing known: Set<Durability.Fact>) -> [Invariant] {
            violations { report in
                var checker = Durability()
                checker.acknowledged(.value("k", of: "1"))
                checker.acknowledged(.node("n"))
                checker.acknowledged(.node("withdrawn"))
                checker.withdrawn(.node("withdrawn"))
                checker.leads("a", at: now, &report) { known.contains($0) }
            }
        }
        #expect(leader(knowing: [.value("k", of: "1"), .node("n")]) == [])
        #expect(leader(knowing: [.value("k", of: "0"), .node("n")]) == [.durability])
        #expect(leader(knowing: [.value("k", of: "1")]) == [.durability])
    }

    @Test func deregisteredNodesStayAway() {
        func leader(_ nodes: [String]) -> [Invariant] {
            violations { report in
                var checker = Deregistration()
                checker.deregistered(node: "gone")
                checker.hasNodes(nodes, server: "a", at: now, &report)
            }
        }
        #expect(leader(["there"]) == [])
        #expect(leader(["there", "gone"]) == [.deregistration])
    }

    @Test func deregistrationLeavesNoOrphans() {
        func catalog(
            _ catalog: [String], local: [String] = ["web"], checks: [String] = ["web"]
        ) -> Set<Invariant> {
            Set(
                violations { report in
                    var checker = Deregistration()
                    checker.has("n", services: ["web", "old"])
                    checker.settled(
                        "n", local: local, catalog: catalog, checksOf: checks, at: now, &report)
                })
        }
        #expect(catalog(["web"]) == [])
        #expect(catalog(["web", "old"]) == [.deregistration])
        #expect(catalog([]) == [.deregistration])
        #expect(catalog(["web"], checks: ["web", "old"]) == [.deregistration])
    }

    @Test func indexMonotony() {
        func answers(_ indexes: (server: Int32, index: UInt64)...) -> [Invariant] {
            violations { report in
                var checker = IndexMonotony()
                for (server, index) in indexes {
                    checker.answered("c", by: server, index: index, at: now, &report)
                }
            }
        }
        #expect(answers((1, 1), (1, 5), (1, 5), (2, 3)) == [])
        #expect(answers((1, 0)) == [.indexMonotony])
        #expect(answers((1, 5), (1, 4)) == [.indexMonotony])
    }

    private static let waits: [(UInt64, Int64, [Invariant])] = [
        (7, 100, []), (6, 5000, []), (6, 5300, []), (6, 4900, [.blockingContract]),
        (7, 6000, [.blockingContract]), (6, 5400, [.blockingContract]),
    ]

    @Test(arguments: waits)
    func blockingContract(index: UInt64, milliseconds: Int64, expected: [Invariant]) {
        let query = FinishedQuery(
            client: "c", given: 6, wait: .seconds(5), index: index, askedAt: now,
            answeredAt: now + .milliseconds(milliseconds))
        let found = violations {
            BlockingContract().returned(query, wasFrozen: false, at: now, &$0)
        }
        #expect(found == expected)
    }

    @Test(arguments: [(6, 5000, false), (7, 100, false), (7, 400, true)])
    func wakeUp(index: UInt64, milliseconds: Int64, isMissed: Bool) {
        let found = violations {
            BlockingContract().waits(
                "c", given: 6, changed: index, since: now, at: now + .milliseconds(milliseconds),
                &$0)
        }
        #expect(found == (isMissed ? [.wakeUp] : []))
    }

    private static let answers: [([String], Int64, [Invariant])] = [
        (["10.0.0.1"], 200, []), (["10.0.0.1", "10.0.0.2"], 200, [.freshness]),
        (["10.0.0.1", "10.0.0.2"], 50, []), ([], 200, [.availability]), ([], 50, []),
    ]

    @Test(arguments: answers)
    func serviceAnswers(addresses: [String], milliseconds: Int64, expected: [Invariant]) {
        func instance(_ number: Int, _ status: HealthStatus) -> CatalogInstance {
            CatalogInstance(
                node: "n\(number)", id: "web", service: "web", address: "10.0.0.\(number)",
                port: 80, status: status)
        }
        var history = InstanceHistory()
        history.update([instance(1, .passing), instance(2, .critical)], at: now)
        let answer = ServiceAnswer(
            client: "c", service: "web", addresses: addresses,
            askedAt: now + .milliseconds(milliseconds))
        let found = violations {
            ServiceAnswers().answered(
                answer, by: history, lag: .milliseconds(100), at: now, &$0)
        }
        #expect(found == expected)
    }

    @Test func theDeadAreNotListed() {
        func listed(_ address: String, isLate: Bool) -> [Invariant] {
            let answer = ServiceAnswer(
                client: "c", service: "web", addresses: [address], askedAt: now)
            return violations {
                ServiceAnswers().listsDead(
                    answer, address: "10.0.0.1", isLate: isLate, at: now, &$0)
            }
        }
        #expect(listed("10.0.0.2", isLate: true) == [])
        #expect(listed("10.0.0.1", isLate: false) == [])
        #expect(listed("10.0.0.1", isLate: true) == [.freshness])
    }

    @Test(arguments: [
        ([1, 2, 3, 1, 2, 3], true), ([3, 1, 2, 3, 1], true), ([1, 2, 1], false),
        ([1, 2, 3, 3], false), ([1, 2, 3, 3, 2, 1], false), ([1, 2, 3, 2, 1, 3], false),
        ([4], false),
    ])
    func rotation(choices: [UInt8], isFair: Bool) {
        func server(_ number: UInt8) -> Endpoint { Endpoint(IPv4Address(10, 0, 0, number), 80) }
        let found = violations { report in
            var checker = Rotation()
            checker.begins("web", servers: [server(1), server(2), server(3)])
            for choice in choices { checker.chooses("web", server(choice), at: now, &report) }
        }
        #expect(Set(found) == (isFair ? [] : [.rotation]))
    }

    @Test func agreement() {
        func parties(_ second: [String]) -> [Invariant] {
            violations {
                Agreement().settled(
                    [.init(name: "a", instances: ["1"]), .init(name: "b", instances: second)],
                    at: now, &$0)
            }
        }
        #expect(parties(["1"]) == [])
        #expect(parties([]) == [.agreement])
        #expect(parties(["1", "2"]) == [.agreement])
    }

    @Test func boundsAreThoseOfTheLiterature() {
        let bounds = MembershipBounds()
        #expect(bounds.longestSuspicion(members: 3) == .seconds(24))
        #expect(bounds.longestSuspicion(members: 100) == .seconds(48))
        #expect(bounds.longestSuspicion(members: 50).nanoseconds / 10_000_000 == 4077)
        #expect(bounds.convergence(members: 32) == .seconds(70))
        #expect(bounds.convergence(members: 33) == .seconds(130))
    }
}
