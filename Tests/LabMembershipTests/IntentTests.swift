import LabNetwork
import LabProgram
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

    @Test func leaveAtTheTimeOfTheLastJoinIsRefuted() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.intent(.leaveIntent, "me", 5))
        agent.run(for: .seconds(2))
        _ = try agent.takeMessages()
        agent.hear(.intent(.leaveIntent, "me", 6))
        agent.run(for: .milliseconds(250))
        #expect((try agent.takeMessages()).contains(.intent(.joinIntent, "me", 7)))
    }

    @Test func refutedLeaveIsNotRefutedAgain() throws {
        var agent = try TestAgent(peers: 4)
        agent.hear(.intent(.leaveIntent, "me", 5))
        agent.run(for: .seconds(2))
        _ = try agent.takeMessages()
        agent.hear(.intent(.leaveIntent, "me", 5))
        agent.run(for: .milliseconds(250))
        #expect(
            !(try agent.takeMessages()).contains {
                if case .intent = $0 { true } else { false }
            })
    }

    /// A member comes back while another forces it out, and each gives its intent the same time.
    @Test func memberForcedOutAsItComesBackIsAliveEverywhere() throws {
        var cluster = TestCluster(seed: 1)
        cluster.add(3)
        cluster.run(for: .seconds(5))
        cluster.kill(1)
        let failed = cluster.run(until: .seconds(20)) {
            $0.status(of: 1, at: 0) == .failed && $0.status(of: 1, at: 2) == .failed
        }
        #expect(failed != nil)
        cluster.restart(1, join: [2])
        let seen = cluster.run(until: .seconds(1), step: .milliseconds(1)) {
            $0.status(of: 1, at: 2) == .alive
        }
        #expect(seen != nil)
        cluster.change(0) { membership, system in
            #expect(membership.forceLeave(TestCluster.name(1), on: &system))
        }
        let settled = cluster.run(until: .seconds(3)) { $0.isConverged }
        #expect(settled != nil)
    }

    @Test func leaveThatOnlyOthersHeardIsRefutedAfterAnExchange() throws {
        var peer = Membership(
            name: "host-1", address: TestAgent.peer(1).address, configuration: .lan, scope: 1)
        var agent = try TestAgent(peers: 1)
        var system = agent.system
        try peer.start(on: &system)
        let packet = TestMessage.packet(
            .alive("me", 1, TestAgent.endpoint, [:]), .intent(.leaveIntent, "me", 5))
        _ = peer.handle(
            .datagram(Datagram(port: 8301, source: TestAgent.peer(2), payload: packet)),
            on: &system)
        #expect(peer.member(named: "me")?.status == .leaving)
        _ = agent.membership.merge(peer.encodedState(.state), isJoin: false, on: &agent.system)
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
