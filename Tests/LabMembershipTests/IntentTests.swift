import LabNetwork
import Testing

@testable import LabMembership

@Suite struct IntentTests {
    @Test func announcedLeaveIsNoFailure() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.intent(.leaveIntent, "host-1", 5))
        #expect(agent.status("host-1") == .leaving)
        agent.hear(.dead("host-1", 1, from: "host-1"))
        #expect(agent.status("host-1") == .left)
        #expect(agent.state("host-1") == .left)
        guard case .memberLeft(let member)? = agent.membership.takeEvents().last else {
            Issue.record("no event")
            return
        }
        #expect(member.name == "host-1")
    }

    @Test func laterJoinTakesBackALeave() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.intent(.leaveIntent, "host-1", 5))
        agent.hear(.intent(.joinIntent, "host-1", 4))
        #expect(agent.status("host-1") == .leaving)
        agent.hear(.intent(.joinIntent, "host-1", 6))
        #expect(agent.status("host-1") == .alive)
    }

    @Test func intentsAreRememberedForMembersThatCome() throws {
        var agent = try TestAgent(peers: 1)
        agent.hear(.intent(.leaveIntent, "host-9", 5))
        agent.hear(.alive("host-9", 1, TestAgent.peer(9), [:]))
        #expect(agent.status("host-9") == .leaving)
    }

    @Test func intentsOfMembersThatNeverComeAreForgotten() throws {
        var agent = try TestAgent(peers: 1)
        agent.hear(.intent(.leaveIntent, "host-9", 5))
        try agent.runAnswering(for: .minutes(5) + .seconds(20))
        agent.hear(.alive("host-9", 1, TestAgent.peer(9), [:]))
        #expect(agent.status("host-9") == .alive)
    }

    @Test func leaveOfOneselfIsRefuted() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.intent(.leaveIntent, "me", 5))
        #expect(agent.status("me") == .alive)
        agent.run(for: .milliseconds(250))
        #expect((try agent.takeMessages()).contains(.intent(.joinIntent, "me", 6)))
    }

    @Test func forceLeaveTurnsFailedIntoLeft() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.dead("host-1", 1, from: "host-2"))
        #expect(agent.status("host-1") == .failed)
        let isKnown = agent.membership.forceLeave("host-1", on: &agent.system)
        #expect(isKnown)
        #expect(agent.status("host-1") == .left)
        #expect(agent.membership.failedCount == 0)
        #expect(agent.membership.leftCount == 1)
    }

    @Test func prunedMemberIsForgotten() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.dead("host-1", 1, from: "host-2"))
        let isKnown = agent.membership.forceLeave("host-1", isPruned: true, on: &agent.system)
        #expect(isKnown)
        #expect(agent.membership.member(named: "host-1") == nil)
        #expect(agent.membership.memberCount == 4)
        #expect(agent.membership.leftCount == 0)
        // A new member may take the number of the old one.
        agent.hear(.alive("host-7", 1, TestAgent.peer(7), [:]))
        #expect(agent.status("host-7") == .alive)
        #expect(agent.membership.members.count == 5)
    }

    @Test func unknownMemberCannotBeForced() throws {
        var agent = try TestAgent(peers: 1)
        let isKnown = agent.membership.forceLeave("host-9", on: &agent.system)
        #expect(!isKnown)
    }

    @Test(arguments: [(false, 60), (true, 30)])
    func membersThatAreGoneAreReaped(hasLeft: Bool, seconds: Int64) throws {
        var configuration = MembershipConfiguration.lan
        configuration.reconnectTimeout = .seconds(60)
        configuration.tombstoneTimeout = .seconds(30)
        var agent = try TestAgent(configuration, peers: 4)
        if hasLeft { agent.hear(.intent(.leaveIntent, "host-1", 5)) }
        agent.hear(.dead("host-1", 1, from: hasLeft ? "host-1" : "host-2"))
        try agent.runAnswering(for: .seconds(seconds) - .milliseconds(10))
        #expect(agent.membership.member(named: "host-1") != nil)
        try agent.runAnswering(for: .seconds(16))
        #expect(agent.membership.member(named: "host-1") == nil)
        #expect(
            agent.membership.takeEvents().contains {
                if case .memberReaped(let member) = $0 { member.name == "host-1" } else { false }
            })
    }

    @Test func logReadsLikeConsul() throws {
        var configuration = MembershipConfiguration.lan
        configuration.logName = "agent.server"
        let agent = try TestAgent(configuration, peers: 1)
        #expect(
            agent.system.lines.contains(
                "[INFO] agent.server.serf.lan: serf: EventMemberJoin: host-1 10.0.0.1"))
    }
}
