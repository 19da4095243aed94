import LabProgram

/// A piece of news that waits to be sent, small; an alive message is written from the table.
struct Broadcast: Sendable {
    /// Counts up, so that of two the newer one is known.
    var number: UInt32
    var kind: MessageKind
    var transmissions: UInt8 = 0
    /// How many bytes it takes.
    var length: UInt16
    /// The member's number in the table; -1 for an intent, which nothing replaces.
    var node: Int32
    var key: NodeKey
    /// The incarnation, or the Lamport time of an intent.
    var time: UInt32
    /// Who says it.
    var source: NodeKey

    /// News about a member of the table, which takes the place of older news about it.
    init(
        _ kind: MessageKind, node: Int, in nodes: NodeTable, from source: NodeKey, number: UInt32
    ) {
        self.number = number
        self.kind = kind
        self.node = Int32(truncatingIfNeeded: node)
        self.source = source
        key = nodes.records[node].key
        time = nodes.records[node].incarnation
        let length = kind == .alive ? nodes.claimLength(of: node) : 16 + numberLength(time)
        self.length = UInt16(truncatingIfNeeded: 1 + length)
    }

    /// An intent.
    init(_ kind: MessageKind, of key: NodeKey, at time: UInt32, number: UInt32) {
        self.number = number
        self.kind = kind
        node = -1
        self.key = key
        self.time = time
        source = key
        length = UInt16(truncatingIfNeeded: 9 + numberLength(time))
    }

    /// Writes the message.
    func write(to packet: inout ByteWriter, _ nodes: NodeTable) {
        packet.byte(kind.rawValue)
        switch kind {
        case .alive: nodes.writeClaim(of: Int(node), to: &packet)
        case .suspect, .dead:
            packet.fixed64(key.bits)
            packet.number(UInt64(time))
            packet.fixed64(source.bits)
        default:
            packet.fixed64(key.bits)
            packet.number(UInt64(time))
        }
    }
}
