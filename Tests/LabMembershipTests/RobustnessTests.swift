import LabNetwork
import LabProgram
import Testing

@testable import LabMembership

@Suite struct RobustnessTests {
    @Test func arbitraryPacketsAreDropped() throws {
        var agent = try TestAgent(peers: 3)
        var random = RandomStream(seed: 5)
        for _ in 0..<2000 {
            var bytes = (0..<Int(random.next(below: 64))).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            agent.receive(bytes)
            // The same bytes in a sound frame reach the messages themselves.
            bytes = [Packet.version, 0, 0, 0, 0] + bytes.map { $0 & 15 }
            Packet.seal(&bytes)
            agent.receive(bytes)
        }
        #expect(agent.membership.statistics.malformed > 1000)
        #expect(agent.state("me") == .alive)
    }

    @Test func everySingleBitThatTurnsIsNoticed() {
        let packet = TestMessage.packet(
            .alive("host-1", 1, TestAgent.peer(1), ["dc": "dc1", "role": "node"]))
        for bit in 0..<packet.count * 8 {
            var broken = packet
            broken[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!Packet.isIntact(broken))
        }
    }

    @Test func nameThatIsNotTheKeysIsDropped() throws {
        var agent = try TestAgent()
        var packet = TestMessage.packet(.alive("host-1", 1, TestAgent.peer(1), [:]))
        packet[Packet.headerLength + 1] ^= 1
        Packet.seal(&packet)
        agent.receive(packet)
        #expect(agent.membership.memberCount == 1)
    }

    @Test func arbitraryStreamsAreClosed() throws {
        var agent = try TestAgent(peers: 3)
        var random = RandomStream(seed: 6)
        for number in 0..<1000 {
            let connection = ConnectionID(rawValue: UInt64(10_000 + number))
            _ = agent.membership.handle(
                .accepted(connection, port: 8301, from: TestAgent.peer(1)), on: &agent.system)
            var body = (0..<Int(random.next(below: 80))).map { _ in
                UInt8(truncatingIfNeeded: random.next() & 31)
            }
            let kind = UInt8(1 + random.next(below: 5))
            body = [Frame.version, kind, UInt8(body.count), 0, 0, 0] + body
            for byte in body {
                _ = agent.membership.handle(.received(connection, [byte]), on: &agent.system)
            }
            #expect(agent.system.closedConnections.contains(connection))
        }
        #expect(agent.state("me") == .alive)
    }

    @Test func connectionsThatSayNothingAreClosed() throws {
        var agent = try TestAgent(peers: 1)
        let connection = ConnectionID(rawValue: 10_000)
        _ = agent.membership.handle(
            .accepted(connection, port: 8301, from: TestAgent.peer(1)), on: &agent.system)
        try agent.runAnswering(for: .seconds(31))
        #expect(agent.system.closedConnections.contains(connection))
    }

    @Test func eventsOfOthersAreLeftToThem() throws {
        var agent = try TestAgent(peers: 1)
        let token = TimerToken(scope: 4, kind: 1)
        let connection = ConnectionID(rawValue: 999)
        let datagram = Datagram(port: 8302, source: TestAgent.peer(1), payload: [])
        let others: [Event] = [
            .timer(token), .datagram(datagram), .connected(connection),
            .received(connection, [1]), .closed(connection, .reset), .stopRequested,
            .accepted(connection, port: 8300, from: TestAgent.peer(1)),
        ]
        for event in others { #expect(!agent.membership.handle(event, on: &agent.system)) }
    }
}
