import LabNetwork

/// A member of the pool as one agent sees it.
public struct Member: Hashable, Sendable {
    /// Its name, unique in the pool.
    public var name: String
    /// Its address.
    public var address: IPv4Address
    /// The port of its gossip, UDP and TCP.
    public var port: UInt16
    /// What it says about itself.
    public var tags: MemberTags
    /// Whether it is there.
    public var status: MemberStatus
    /// The number that it counts up to refute rumours and to announce changes.
    public var incarnation: UInt32

    /// Makes a member.
    public init(
        name: String, address: IPv4Address, port: UInt16, tags: MemberTags, status: MemberStatus,
        incarnation: UInt32
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.tags = tags
        self.status = status
        self.incarnation = incarnation
    }

    /// Its address and port.
    public var endpoint: Endpoint { Endpoint(address, port) }
}
