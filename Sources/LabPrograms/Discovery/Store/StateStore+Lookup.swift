import LabProgram

/// An instance of a service as look-ups return it.
struct ServiceInstance: Hashable, Sendable {
    /// The node that it is on.
    var node: CatalogNode
    /// The instance.
    var service: CatalogService
    /// The worst status of the node's checks and its own.
    var status: HealthStatus

    /// Its own address, or its node's where it has none.
    var address: String { service.address.isEmpty ? node.address : service.address }
}

extension StateStore {
    /// A node with what is on it, by its name without regard to case.
    func record(named name: String) -> NodeRecord? { nodes.element(name) }

    /// A node by its name, without regard to case.
    func node(named name: String) -> CatalogNode? {
        nodes.position(of: name).map { nodes[$0].node }
    }

    /// A node by its id.
    func node(id: String) -> CatalogNode? { nodeNames[id].flatMap { node(named: $0) } }

    /// The services on a node, sorted by id.
    func services(onNode name: String) -> [CatalogService] {
        nodes.position(of: name).map { nodes[$0].services } ?? []
    }

    /// The checks on a node, sorted by id.
    func checks(onNode name: String) -> [CatalogCheck] {
        nodes.position(of: name).map { nodes[$0].checks } ?? []
    }

    /// The checks of an instance: its node's, then its own.
    func checks(ofService id: String, onNode name: String) -> [CatalogCheck] {
        nodes.position(of: name).map { nodes[$0].checks(ofService: id) } ?? []
    }

    /// Whether a service of that name has an instance, without regard to case.
    func hasService(named name: String) -> Bool { services.position(of: name) != nil }

    /// Shows each instance of a service, sorted by node, then id.
    ///
    /// - Parameter body: gets the node's record and the place of the instance among its services.
    func forEachInstance(ofService name: String, _ body: (NodeRecord, Int) -> Void) {
        guard let service = services.position(of: name) else { return }
        var node = 0
        for reference in services[service].instances {
            guard let found = nodes.position(of: reference.node, from: node),
                let position = nodes[found].services.position(of: reference.id)
            else { continue }
            node = found
            body(nodes[found], position)
        }
    }

    /// The instances of a service, sorted by node, then id; the name counts without regard to case.
    func instances(ofService name: String) -> [ServiceInstance] {
        var instances: [ServiceInstance] = []
        forEachInstance(ofService: name) { record, position in
            instances.append(
                ServiceInstance(
                    node: record.node, service: record.services[position],
                    status: record.status(ofServiceAt: position)))
        }
        return instances
    }

    /// How many instances a service has.
    func instanceCount(ofService name: String) -> Int {
        services.position(of: name).map { services[$0].instances.count } ?? 0
    }

    /// The names of all services with the distinct tags of their instances, sorted by the bytes of the name.
    func serviceNames(
        where isIncluded: (CatalogNode) -> Bool = { _ in true }
    ) -> [(name: String, tags: [String])] {
        var names: [(name: String, tags: [String])] = []
        for service in services {
            let first = names.count
            forEachInstance(ofService: service.name) { record, position in
                guard isIncluded(record.node) else { return }
                let instance = record.services[position]
                let place =
                    names[first...].firstIndex { $0.name == instance.name } ?? names.count
                if place == names.count { names.append((instance.name, [])) }
                for tag in instance.tags where !names[place].tags.contains(tag) {
                    names[place].tags.append(tag)
                }
            }
        }
        return names.sorted { TextOrder.precedes($0.name, $1.name) }
    }

    /// The first node of an address, written as it is registered.
    func node(address: String) -> CatalogNode? {
        addresses.owners(of: address).first { $0.serviceID == nil }.flatMap {
            node(named: $0.node)
        }
    }

    /// The first instance with that address of its own.
    func instance(address: String) -> ServiceInstance? {
        for owner in addresses.owners(of: address) {
            guard let id = owner.serviceID, let node = nodes.position(of: owner.node),
                let position = nodes[node].services.position(of: id)
            else { continue }
            return ServiceInstance(
                node: nodes[node].node, service: nodes[node].services[position],
                status: nodes[node].status(ofServiceAt: position))
        }
        return nil
    }

    /// A session by its id.
    func session(_ id: String) -> CatalogSession? { sessions.element(id) }

    /// A key with its value.
    func entry(_ key: String) -> KeyValueEntry? { entries.element(key) }
}
