import LabNetwork
import Testing

@testable import LabMembership

@Suite struct ProbeTests {
    /// Runs until a probe is sent; returns its number and its target.
    private func nextPing(_ agent: inout TestAgent) throws -> (UInt32, String) {
        for _ in 0..<500 {
            agent.run(for: .milliseconds(10))
            for message in try agent.takeMessages() {
                if case .ping(let sequence, let name) = message { return (sequence, name) }
            }
        }
        throw TestFailure.noPing
    }

    enum TestFailure: Error { case noPing }

    @Test func pingIsAnswered() throws {
        var agent = try TestAgent(peers: 1)
        agent.hear(.ping(42, "me"), from: 7)
        #expect(agent.system.datagrams.last?.destination == TestAgent.peer(7))
        #expect((try agent.takeMessages()).contains(.ack(42)))
    }

    @Test func pingForSomebodyElseIsNotAnswered() throws {
        var agent = try TestAgent(peers: 1)
        agent.hear(.ping(42, "host-9"))
        #expect(!(try agent.takeMessages()).contains(.ack(42)))
    }

    @Test func everyMemberIsProbedOnceARound() throws {
        var agent = try TestAgent(peers: 8)
        try agent.runAnswering(for: .seconds(20))
        var order: [String] = []
        while order.count < 32 {
            let (sequence, name) = try nextPing(&agent)
            agent.hear(.ack(sequence))
            order.append(name)
        }
        for name in Set(order) {
            let places = order.indices.filter { order[$0] == name }
            for (a, b) in zip(places, places.dropFirst()) { #expect(b - a <= 15) }
            #expect(places.count >= 3)
        }
        #expect(Set(order).count == 8)
    }

    @Test func lateAnswerMakesOthersAsk() throws {
        var agent = try TestAgent(peers: 6)
        let (sequence, name) = try nextPing(&agent)
        agent.run(for: .milliseconds(480))
        #expect(
            !(try agent.takeMessages()).contains {
                if case .indirectPing = $0 { true } else { false }
            })
        agent.run(for: .milliseconds(30))
        let asked = try agent.takeMessages().filter {
            if case .indirectPing(sequence, name, _, nack: true) = $0 { true } else { false }
        }
        #expect(asked.count == 3)
        #expect(agent.system.connections.count == 1)
        agent.hear(.ack(sequence))
        agent.run(for: .milliseconds(480))
        #expect(agent.state(name) == .alive)
        #expect(agent.system.closedConnections.count == 1)
    }

    @Test func missingRefusalsAreAPenalty() throws {
        var agent = try TestAgent(peers: 6)
        let (sequence, name) = try nextPing(&agent)
        agent.run(for: .milliseconds(510))
        agent.hear(.nack(sequence), from: 2)
        agent.run(for: .milliseconds(500))
        #expect(agent.state(name) == .suspect)
        #expect(agent.membership.healthScore == 2)
    }

    @Test func allRefusalsAreNoPenalty() throws {
        var agent = try TestAgent(peers: 6)
        let (sequence, name) = try nextPing(&agent)
        agent.run(for: .milliseconds(510))
        agent.hear(.nack(sequence), .nack(sequence), .nack(sequence))
        agent.run(for: .milliseconds(500))
        #expect(agent.state(name) == .suspect)
        #expect(agent.membership.healthScore == 0)
    }

    @Test func withoutPeersAFailedProbeIsAPenalty() throws {
        var agent = try TestAgent(peers: 1)
        _ = try nextPing(&agent)
        agent.run(for: .milliseconds(1010))
        #expect(agent.membership.healthScore == 1)
    }

    @Test func unhealthyAgentWaitsLonger() throws {
        var agent = try TestAgent(peers: 6)
        agent.hear(.suspect("me", 1, from: "host-1"))
        #expect(agent.membership.healthScore == 1)
        let (_, name) = try nextPing(&agent)
        agent.run(for: .milliseconds(1900))
        #expect(agent.state(name) == .alive)
        agent.run(for: .milliseconds(150))
        #expect(agent.state(name) == .suspect)
    }

    @Test func withoutLifeguardAnAgentTrustsItself() throws {
        var configuration = MembershipConfiguration.lan
        configuration.lifeguard = false
        var agent = try TestAgent(configuration, peers: 6)
        agent.hear(.suspect("me", 1, from: "host-1"))
        _ = try nextPing(&agent)
        agent.run(for: .milliseconds(1010))
        #expect(agent.membership.healthScore == 0)
    }

    @Test func suspectIsToldSo() throws {
        var agent = try TestAgent(peers: 1)
        agent.hear(.suspect("host-1", 1, from: "host-2"))
        agent.run(for: .milliseconds(1010))
        let probe = try #require(
            try agent.system.datagrams.map { try TestMessage.messages(of: $0.payload) }
                .first { if case .ping = $0[0] { true } else { false } })
        #expect(probe.last == .suspect("host-1", 1, from: "me"))
    }

    @Test func pingForAnotherIsRelayed() throws {
        var agent = try TestAgent(peers: 6)
        agent.hear(.indirectPing(77, "host-2", TestAgent.peer(2), nack: true), from: 5)
        let relayed = try agent.takeMessages().compactMap { message -> UInt32? in
            if case .ping(let sequence, "host-2") = message { sequence } else { nil }
        }
        agent.hear(.ack(try #require(relayed.first)), from: 2)
        #expect(agent.system.datagrams.last?.destination == TestAgent.peer(5))
        #expect((try agent.takeMessages()).contains(.ack(77)))
        agent.run(for: .milliseconds(600))
        #expect(!(try agent.takeMessages()).contains(.nack(77)))
    }

    @Test(arguments: [true, false])
    func relayedPingWithoutAnAnswerIsRefused(lifeguard: Bool) throws {
        var configuration = MembershipConfiguration.lan
        configuration.lifeguard = lifeguard
        var agent = try TestAgent(configuration, peers: 6)
        agent.hear(.indirectPing(77, "host-2", TestAgent.peer(2), nack: true), from: 5)
        agent.run(for: .milliseconds(490))
        #expect(!(try agent.takeMessages()).contains(.nack(77)))
        agent.run(for: .milliseconds(20))
        #expect((try agent.takeMessages()).contains(.nack(77)) == lifeguard)
    }

    @Test func answerOverAStreamSavesTheMember() throws {
        var agent = try TestAgent(peers: 6)
        let (sequence, name) = try nextPing(&agent)
        agent.run(for: .milliseconds(510))
        let connection = try #require(agent.system.connections.last?.id)
        var frame = Frame.begin(.ack, capacity: 8)
        frame.number(UInt64(sequence))
        _ = agent.membership.handle(
            .received(connection, Frame.seal(&frame)), on: &agent.system)
        agent.run(for: .milliseconds(600))
        #expect(agent.state(name) == .alive)
        #expect(agent.system.lines.contains { $0.contains("network may be misconfigured") })
    }
}
