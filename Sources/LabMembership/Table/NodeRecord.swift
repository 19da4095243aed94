import LabNetwork

/// One member in an agent's table; 48 bytes, because there are as many as agents squared.
struct NodeRecord: Sendable {
    var key: NodeKey
    /// When the state last changed; of a member that is gone, when it went.
    var changedAt: Instant
    var address: IPv4Address
    var port: UInt16
    /// How many bytes its name and tags take in the table's store.
    var identityLength: UInt16
    /// Where they begin.
    var identityStart: UInt32
    var incarnation: UInt32
    /// The Lamport time of the last join or leave intent (serf, `statusLTime`).
    var statusTime: UInt32 = 0
    /// The number of the news about it that waits to be sent; 0 when there is none.
    var broadcast: UInt32 = 0
    var state = NodeState.dead
    /// `nil` until it has joined, and in a place of the table that is free.
    var status: MemberStatus?
    /// Whether it is one of those who are probed and gossiped to (memberlist's `nodes`).
    var isInRing = false
    /// Whether this place of the table is free.
    var isVacant = false

    var endpoint: Endpoint { Endpoint(address, port) }
}
