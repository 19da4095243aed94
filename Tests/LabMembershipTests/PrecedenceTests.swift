import LabNetwork
import Testing

@testable import LabMembership

@Suite struct PrecedenceTests {
    /// What a claim about `host-1` makes of what is known; all claims at incarnations 4 to 6.
    struct Case: Sendable {
        var known: NodeState
        var claim: NodeState
        var incarnation: UInt32
        var state: NodeState
        var highest: UInt32
    }

    static let cases: [Case] = {
        var cases: [Case] = []
        for known in [NodeState.alive, .suspect, .dead, .left] {
            for claim in [NodeState.alive, .suspect, .dead, .left] {
                for incarnation: UInt32 in 4...6 {
                    let isNews: Bool =
                        switch (known, claim) {
                        case (_, .alive): incarnation > 5
                        case (.alive, .suspect): incarnation >= 5
                        case (.alive, _), (.suspect, .dead), (.suspect, .left): incarnation >= 5
                        default: false
                        }
                    cases.append(
                        Case(
                            known: known, claim: claim, incarnation: incarnation,
                            state: isNews ? claim : known, highest: isNews ? incarnation : 5))
                }
            }
        }
        return cases
    }()

    private func message(_ state: NodeState, _ incarnation: UInt32) -> TestMessage {
        switch state {
        case .alive: .alive("host-1", incarnation, TestAgent.peer(1), [:])
        case .suspect: .suspect("host-1", incarnation, from: "host-2")
        case .dead: .dead("host-1", incarnation, from: "host-2")
        case .left: .dead("host-1", incarnation, from: "host-1")
        }
    }

    @Test(arguments: cases)
    func claimsFollowTheLattice(example: Case) throws {
        var agent = try TestAgent(peers: 3)
        agent.hear(message(.alive, 5))
        if example.known != .alive { agent.hear(message(example.known, 5)) }
        #expect(agent.state("host-1") == example.known)
        agent.hear(message(example.claim, example.incarnation))
        #expect(agent.state("host-1") == example.state)
        #expect(agent.membership.view(of: "host-1")?.incarnation == example.highest)
    }

    @Test func unknownMembersAreNeitherSuspectNorDead() throws {
        var agent = try TestAgent()
        agent.hear(.suspect("host-1", 1, from: "host-2"), .dead("host-1", 1, from: "host-2"))
        #expect(agent.membership.memberCount == 1)
    }

    @Test(arguments: [false, true])
    func rumourAboutOneselfIsRefuted(isDead: Bool) throws {
        var agent = try TestAgent(peers: 3)
        agent.hear(
            isDead ? .dead("me", 7, from: "host-1") : .suspect("me", 7, from: "host-1"))
        #expect(agent.state("me") == .alive)
        #expect(agent.membership.incarnation == 8)
        #expect(agent.membership.healthScore == 1)
        agent.run(for: .milliseconds(250))
        let own = TestMessage.alive("me", 8, TestAgent.endpoint, ["dc": "dc1"])
        #expect((try agent.takeMessages()).contains(own))
        let statistics = agent.membership.statistics
        #expect(isDead ? statistics.falseDeaths == 1 : statistics.falseSuspicions == 1)
    }

    @Test func anOldRumourIsNotRefuted() throws {
        var agent = try TestAgent(peers: 3)
        agent.hear(.suspect("me", 7, from: "host-1"))
        agent.hear(.suspect("me", 7, from: "host-2"))
        #expect(agent.membership.incarnation == 8)
    }

    @Test func anOldLifeOfOneselfIsRefuted() throws {
        var agent = try TestAgent(peers: 3)
        agent.hear(.alive("me", 1, TestAgent.endpoint, ["dc": "dc1"]))
        #expect(agent.membership.incarnation == 1)
        agent.hear(.alive("me", 1, TestAgent.endpoint, ["dc": "dc2"]))
        #expect(agent.membership.incarnation == 2)
        agent.hear(.alive("me", 9, TestAgent.endpoint, ["dc": "dc1"]))
        #expect(agent.membership.incarnation == 10)
    }

    @Test func theHighestIncarnationDoesNotTrap() throws {
        var agent = try TestAgent(peers: 3)
        agent.hear(.suspect("me", .max, from: "host-1"))
        agent.hear(.dead("me", .max, from: "host-1"))
        agent.membership.update(tags: ["dc": "dc9"], on: &agent.system)
        #expect(agent.state("me") == .alive)
    }

    @Test func anotherAddressIsAConflictUntilTheMemberIsDeadForThirtySeconds() throws {
        var agent = try TestAgent(peers: 5)
        let moved = TestMessage.alive("host-1", 3, TestAgent.peer(50), [:])
        agent.hear(moved)
        #expect(agent.membership.member(named: "host-1")?.endpoint == TestAgent.peer(1))
        #expect(
            agent.membership.takeEvents() == [
                .nameConflict(
                    name: "host-1", known: TestAgent.peer(1), claimed: TestAgent.peer(50))
            ])
        agent.hear(.dead("host-1", 1, from: "host-2"))
        try agent.runAnswering(for: .seconds(29))
        agent.hear(moved)
        #expect(agent.state("host-1") == .dead)
        try agent.runAnswering(for: .seconds(2))
        agent.hear(moved)
        #expect(agent.state("host-1") == .alive)
        #expect(agent.membership.member(named: "host-1")?.endpoint == TestAgent.peer(50))
    }

    @Test func aMemberThatLeftMayComeBackElsewhereAtOnce() throws {
        var agent = try TestAgent(peers: 5)
        agent.hear(.dead("host-1", 1, from: "host-1"))
        agent.hear(.alive("host-1", 2, TestAgent.peer(50), [:]))
        #expect(agent.membership.member(named: "host-1")?.endpoint == TestAgent.peer(50))
    }
}
