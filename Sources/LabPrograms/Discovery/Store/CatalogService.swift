/// An instance of a service in the catalog (spec appendix C, Service).
public struct CatalogService: Hashable, Sendable {
    /// An address and port for one kind of client, such as `lan_ipv4` or `wan`.
    public struct TaggedAddress: Hashable, Sendable {
        /// The kind.
        public var kind: String
        /// The address.
        public var address: String
        /// The port.
        public var port: UInt16

        /// Makes an address.
        public init(kind: String, address: String, port: UInt16) {
            self.kind = kind
            self.address = address
            self.port = port
        }
    }

    /// The name of the node that it is on.
    public var node: String
    /// The id, unique on its node.
    public var id: String
    /// The service's name.
    public var name: String
    /// The tags in the order of the registration.
    public var tags: [String]
    /// The instance's own address; empty for its node's.
    public var address: String
    /// The port.
    public var port: UInt16
    /// Addresses by kind, sorted by kind.
    public var taggedAddresses: [TaggedAddress]
    /// The pairs of metadata, sorted by key.
    public var meta: [CatalogPair]
    /// The weight in SRV answers while it passes.
    public var passingWeight: UInt16
    /// The weight in SRV answers while it warns.
    public var warningWeight: UInt16
    /// Whether tags changed in the catalog win over the agent's.
    public var enableTagOverride: Bool
    /// The Raft index of its creation.
    public var createIndex: UInt64
    /// The Raft index of its last change.
    public var modifyIndex: UInt64

    /// Makes an instance.
    public init(
        node: String, id: String, name: String, tags: [String] = [], address: String = "",
        port: UInt16 = 0
    ) {
        self.node = node
        self.id = id
        self.name = name
        self.tags = tags
        self.address = address
        self.port = port
        taggedAddresses = []
        meta = []
        passingWeight = 1
        warningWeight = 1
        enableTagOverride = false
        createIndex = 0
        modifyIndex = 0
    }
}
