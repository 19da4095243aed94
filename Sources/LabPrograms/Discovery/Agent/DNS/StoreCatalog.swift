/// The state store as the DNS interface reads it.
struct StoreCatalog: DNSCatalog {
    let store: StateStore

    var nodes: [CatalogNode] { store.nodes.map(\.node) }

    func node(named name: String) -> CatalogNode? { store.node(named: name) }

    func services(onNode name: String) -> [CatalogService] { store.services(onNode: name) }

    func instances(ofService name: String) -> [CatalogService] {
        var found: [CatalogService] = []
        store.forEachInstance(ofService: name) { record, position in
            found.append(record.services[position])
        }
        return found
    }

    func checks(onNode name: String) -> [CatalogCheck] { store.checks(onNode: name) }

    func status(of instance: CatalogService) -> HealthStatus {
        guard let node = store.nodes.position(of: instance.node),
            let position = store.nodes[node].services.position(of: instance.id)
        else { return .passing }
        return store.nodes[node].status(ofServiceAt: position)
    }
}
