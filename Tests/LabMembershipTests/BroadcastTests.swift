import LabNetwork
import LabProgram
import Testing

@testable import LabMembership

@Suite struct BroadcastTests {
    private func table(_ members: Int) -> NodeTable {
        var nodes = NodeTable()
        for number in 1...members {
            let name = "host-\(number)"
            let identity = AliveClaim.identity(name: name, tags: ["dc": "dc1"])
            let index = nodes.insert(
                NodeKey(name: name), at: TestAgent.peer(number), now: .start)
            nodes.setIdentity(of: index, identity, 0..<identity.count)
        }
        return nodes
    }

    private func insert(
        _ number: UInt32, _ node: Int, _ queue: inout BroadcastQueue, _ nodes: inout NodeTable
    ) {
        nodes.records[node].broadcast = number
        queue.insert(
            Broadcast(.alive, node: node, in: nodes, from: NodeKey(name: "me"), number: number))
    }

    private func transmit(
        _ queue: inout BroadcastQueue, _ nodes: inout NodeTable, room: Int = 1400, limit: Int = 4
    ) throws -> [String] {
        var packet = Packet.begin(capacity: room)
        _ = queue.transmit(
            into: &packet, packetLimit: room, limit: limit, nodes: &nodes, awaited: 0)
        #expect(packet.bytes.count <= room)
        Packet.seal(&packet.bytes)
        guard packet.bytes.count > Packet.headerLength else { return [] }
        return try TestMessage.messages(of: packet.bytes).map { message in
            if case .alive(let name, _, _, _) = message { name } else { "?" }
        }
    }

    @Test func newsIsSentAsOftenAsTheLimitSays() throws {
        var nodes = table(1)
        var queue = BroadcastQueue()
        insert(1, 0, &queue, &nodes)
        for _ in 0..<8 { #expect(try transmit(&queue, &nodes, limit: 8) == ["host-1"]) }
        #expect(try transmit(&queue, &nodes, limit: 8) == [])
        #expect(queue.isEmpty)
        #expect(nodes.records[0].broadcast == 0)
    }

    @Test func whatWasSentLeastGoesFirst() throws {
        var nodes = table(3)
        var queue = BroadcastQueue()
        insert(1, 0, &queue, &nodes)
        #expect(try transmit(&queue, &nodes, room: 50) == ["host-1"])
        insert(2, 1, &queue, &nodes)
        insert(3, 2, &queue, &nodes)
        #expect(try transmit(&queue, &nodes, room: 50) == ["host-3"])
        #expect(try transmit(&queue, &nodes, room: 50) == ["host-2"])
    }

    @Test func laterNewsReplacesEarlierNewsOfTheSameMember() throws {
        var nodes = table(2)
        var queue = BroadcastQueue()
        insert(1, 0, &queue, &nodes)
        insert(2, 1, &queue, &nodes)
        insert(3, 0, &queue, &nodes)
        #expect(try transmit(&queue, &nodes) == ["host-1", "host-2"])
    }

    @Test func packetsAreNeverTooLarge() throws {
        var agent = try TestAgent()
        for number in 1...200 {
            let tags: MemberTags = [
                "dc": String(repeating: "d", count: number), "role": "node",
            ]
            agent.hear(
                .alive(
                    "host-\(number)", 1,
                    Endpoint(IPv4Address(10, 0, 1, UInt8(number)), 8301), tags))
        }
        agent.run(for: .seconds(20))
        #expect(agent.system.datagrams.count > 100)
        for datagram in agent.system.datagrams { #expect(datagram.payload.count <= 1400) }
    }

    @Test func everyPieceOfNewsIsSentAsOftenAsTheLimitSaysByAnAgent() throws {
        var agent = try TestAgent(peers: 5)
        agent.run(for: .milliseconds(250))
        try agent.runAnswering(for: .seconds(10))
        agent.hear(.alive("host-1", 2, TestAgent.peer(1), ["dc": "x"]))
        var times = 0
        for _ in 0..<300 {
            agent.run(for: .milliseconds(10))
            for message in try agent.takeMessages() {
                if case .ping(let sequence, _) = message { agent.hear(.ack(sequence)) }
                if case .alive("host-1", 2, _, _) = message { times += 1 }
            }
        }
        #expect(times == 4)
    }

    @Test func nothingIsScheduledWhenThereIsNothingToSay() throws {
        var agent = try TestAgent(peers: 3)
        try agent.runAnswering(for: .seconds(10))
        let kinds = agent.system.timers.map(\.token.kind)
        #expect(!kinds.contains(TimerKind.gossip.rawValue))
        #expect(kinds.count <= 5)
    }
}
