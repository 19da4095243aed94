/// An instance of a service as observers see it in a server's catalog.
public struct CatalogInstance: Hashable, Sendable {
    /// The node that it is on.
    public var node: String
    /// Its id, unique on its node.
    public var id: String
    /// The service's name.
    public var service: String
    /// Its own address, or its node's where it has none.
    public var address: String
    /// Its port.
    public var port: UInt16
    /// The worst status of the node's checks and its own.
    public var status: HealthStatus

    /// Makes an instance.
    public init(
        node: String, id: String, service: String, address: String, port: UInt16,
        status: HealthStatus
    ) {
        self.node = node
        self.id = id
        self.service = service
        self.address = address
        self.port = port
        self.status = status
    }
}
