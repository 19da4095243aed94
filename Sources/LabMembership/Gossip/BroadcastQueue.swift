import LabProgram

/// The news that waits, each sent a limited number of times (memberlist, `TransmitLimitedQueue`).
///
/// There is one stack for each number of times that news was sent. What was sent least goes first,
/// and of that the newest; memberlist would take the longest before the newest.
struct BroadcastQueue: Sendable {
    /// How many that do not fit are passed over for smaller ones.
    private static let patience = 8

    /// News that was replaced stays in its stack until its turn, and is dropped then.
    private var stacks: [[Broadcast]] = []
    private var aside: [Broadcast] = []
    /// A stack before which all are empty.
    private var first = 0
    /// No news is shorter than this.
    private var shortest = Int.max

    /// How much waits, replaced news included.
    private(set) var count = 0

    /// Whether nothing waits.
    var isEmpty: Bool { count == 0 }

    mutating func insert(_ broadcast: Broadcast) {
        let stack = Int(broadcast.transmissions)
        while stacks.count <= stack { stacks.append([]) }
        stacks[stack].append(broadcast)
        first = min(first, stack)
        shortest = min(shortest, Int(broadcast.length))
        count += 1
    }

    private mutating func popFirst() -> Broadcast? {
        while first < stacks.count {
            if let broadcast = stacks[first].popLast() {
                count -= 1
                return broadcast
            }
            // An empty stack's room would lie idle in every agent of the pool.
            stacks[first] = []
            first += 1
        }
        return nil
    }

    /// Fills a packet with what was sent least.
    ///
    /// - Parameters:
    ///   - limit: how often each piece is sent in all.
    ///   - awaited: a piece of which the end is waited for; 0 for none.
    /// - Returns: whether that piece was sent for the last time.
    mutating func transmit(
        into packet: inout ByteWriter, packetLimit: Int, limit: Int, nodes: inout NodeTable,
        awaited: UInt32
    ) -> Bool {
        var isAwaitedDone = false
        var misses = 0
        while misses < BroadcastQueue.patience, packetLimit - packet.bytes.count >= shortest,
            var broadcast = popFirst()
        {
            let node = Int(broadcast.node)
            if node >= 0, nodes.records[node].broadcast != broadcast.number { continue }
            guard Int(broadcast.length) <= packetLimit - packet.bytes.count else {
                misses += 1
                aside.append(broadcast)
                continue
            }
            broadcast.write(to: &packet, nodes)
            broadcast.transmissions += 1
            if Int(broadcast.transmissions) < min(limit, 255) {
                aside.append(broadcast)
            } else {
                if node >= 0 { nodes.records[node].broadcast = 0 }
                if broadcast.number == awaited { isAwaitedDone = true }
            }
        }
        returnAside()
        return isAwaitedDone
    }

    /// Puts back what was taken out, so that the newest is on top again.
    private mutating func returnAside() {
        while let broadcast = aside.popLast() { insert(broadcast) }
        if isEmpty { self = BroadcastQueue() }
    }
}
