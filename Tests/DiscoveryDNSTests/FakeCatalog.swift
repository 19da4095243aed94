import LabPrograms

/// A catalog for tests: whatever they put into it, without any check.
struct FakeCatalog: DNSCatalog {
    var services: [CatalogService] = []
    private var nodesByName: [String: CatalogNode] = [:]
    private var checksByNode: [String: [CatalogCheck]] = [:]

    var nodes: [CatalogNode] { nodesByName.values.sorted { $0.name < $1.name } }

    func node(named name: String) -> CatalogNode? { nodesByName[name.lowercased()] }

    func services(onNode name: String) -> [CatalogService] {
        services.filter { $0.node.lowercased() == name.lowercased() }
    }

    func instances(ofService name: String) -> [CatalogService] {
        services.filter { $0.name.lowercased() == name.lowercased() }
    }

    func checks(onNode name: String) -> [CatalogCheck] { checksByNode[name.lowercased()] ?? [] }

    mutating func add(_ node: CatalogNode) { nodesByName[node.name.lowercased()] = node }

    mutating func add(_ check: CatalogCheck) {
        checksByNode[check.node.lowercased(), default: []].append(check)
    }
}

extension FakeCatalog {
    /// Adds a node by hand.
    mutating func node(_ name: String, _ address: String, meta: [CatalogPair] = []) {
        add(CatalogNode(name: name, address: address, meta: meta))
    }

    /// Adds a node as an agent registers itself.
    mutating func agent(_ name: String, _ address: String) {
        let kinds = ["lan", "lan_ipv4", "wan", "wan_ipv4"]
        add(
            CatalogNode(
                id: name, name: name, address: address,
                taggedAddresses: kinds.map { CatalogPair($0, address) },
                meta: [CatalogPair("consul-network-segment", "")]))
        add(
            CatalogCheck(
                node: name, id: "serfHealth", name: "Serf Health Status", status: .passing))
    }

    /// Adds an instance, whose id is its name and port.
    mutating func service(
        _ name: String, on node: String, port: UInt16 = 0, tags: [String] = [],
        address: String = "", tagged: [CatalogService.TaggedAddress] = []
    ) {
        var instance = CatalogService(
            node: node, id: "\(name)-\(port)", name: name, tags: tags, address: address,
            port: port)
        instance.taggedAddresses = tagged
        services.append(instance)
    }

    /// Adds a check of an instance, or of a node where there is no id.
    mutating func check(_ status: HealthStatus, on node: String, serviceID: String = "") {
        add(
            CatalogCheck(
                node: node, id: "check:\(status.word):\(serviceID)", name: "check", status: status,
                serviceID: serviceID))
    }
}
