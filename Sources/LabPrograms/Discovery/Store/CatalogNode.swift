/// A node of the catalog (spec appendix C, Node).
public struct CatalogNode: Hashable, Sendable {
    /// The 128-bit id as UUID text; empty for a node registered by hand without one.
    public var id: String
    /// The name with the spelling it was last registered with; compared without regard to case.
    public var name: String
    /// An IPv4 or IPv6 address, or a host name.
    public var address: String
    /// The addresses by kind (`lan`, `wan`, `lan_ipv4`, …), sorted by kind.
    public var taggedAddresses: [CatalogPair]
    /// The pairs of metadata, sorted by key.
    public var meta: [CatalogPair]
    /// The Raft index of its creation.
    public var createIndex: UInt64
    /// The Raft index of its last change.
    public var modifyIndex: UInt64

    /// Makes a node.
    public init(
        id: String = "", name: String, address: String, taggedAddresses: [CatalogPair] = [],
        meta: [CatalogPair] = [], createIndex: UInt64 = 0, modifyIndex: UInt64 = 0
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.taggedAddresses = taggedAddresses
        self.meta = meta
        self.createIndex = createIndex
        self.modifyIndex = modifyIndex
    }
}

/// A key and a value of a small map that is kept sorted by key.
public struct CatalogPair: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value.
    public var value: String

    /// Makes a pair.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}
