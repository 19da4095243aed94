import LabProgram

/// What one agent asks another.
enum RPCRequest: Hashable {
    /// To answer a request of the HTTP API as if it had come to itself.
    ///
    /// `hops` counts the servers that passed it on already.
    case http(HTTPRequest, hops: UInt8)
    /// To look up what a DNS message asks, for a client that uses UDP or TCP.
    case question([UInt8], isStream: Bool, hops: UInt8)
    /// Whether its consensus has been set up already.
    case raftPeers
    /// To commit a command of the state store through the leader.
    case command([UInt8], hops: UInt8)
    /// What the catalog holds about a node.
    case registrations(node: String)
}
