/// What the DNS interface reads of the catalog.
public protocol DNSCatalog {
    /// The nodes, sorted by name.
    var nodes: [CatalogNode] { get }
    /// The node of a name, without regard to case.
    func node(named name: String) -> CatalogNode?
    /// The services on a node, in an order that does not change between two calls.
    func services(onNode name: String) -> [CatalogService]
    /// The instances of a service, without regard to the case of its name, in such an order.
    func instances(ofService name: String) -> [CatalogService]
    /// The checks on a node, those of the node and those of its services.
    func checks(onNode name: String) -> [CatalogCheck]
    /// How well an instance is: the worst of its node's checks and its own; passing without any.
    func status(of instance: CatalogService) -> HealthStatus
}

extension DNSCatalog {
    /// The worst of the checks that are about the instance's node or about the instance.
    public func status(of instance: CatalogService) -> HealthStatus {
        var worst = HealthStatus.passing
        for check in checks(onNode: instance.node)
        where check.serviceID.isEmpty || check.serviceID == instance.id {
            worst = max(worst, check.status)
        }
        return worst
    }
}
