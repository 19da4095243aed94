/// A passing instance of a service as the discovery service tells it.
public struct PassingInstance: Hashable, Sendable {
    /// The instance's id.
    public var id: String
    /// The node that it is registered on.
    public var node: String
    /// Its own address, or else its node's.
    public var address: String
    /// Its port; 0 where it has none.
    public var port: Int
    /// Its tags, as they were registered.
    public var tags: [String]
    /// Its share of the requests in proportion to the others'.
    public var weight: Int

    /// Makes an instance.
    public init(
        id: String, node: String, address: String, port: Int, tags: [String] = [], weight: Int = 1
    ) {
        self.id = id
        self.node = node
        self.address = address
        self.port = port
        self.tags = tags
        self.weight = weight
    }
}

/// A service of the catalog with its passing instances.
public struct PassingService: Hashable, Sendable {
    /// The service's name.
    public var name: String
    /// The instances, by node and id.
    public var instances: [PassingInstance]

    /// Makes a service.
    public init(name: String, instances: [PassingInstance]) {
        self.name = name
        self.instances = instances
    }
}
