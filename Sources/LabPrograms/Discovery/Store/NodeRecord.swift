import LabProgram

/// A node of the catalog with everything that is on it.
struct NodeRecord: Hashable, Sendable {
    /// The node.
    private(set) var node: CatalogNode
    /// Its services, sorted by id without regard to case.
    private(set) var services: [CatalogService] = []
    /// Its checks, sorted by id without regard to case.
    private(set) var checks: [CatalogCheck] = []
    /// The worst status of the checks that are about the whole node.
    private(set) var nodeStatus = HealthStatus.passing
    /// The worst status of each service's own checks, in the order of the services.
    private var ownStatuses: [HealthStatus] = []

    /// Makes a record of a node with nothing on it.
    init(node: CatalogNode) { self.node = node }

    /// The service of an id.
    func service(_ id: String) -> CatalogService? { services.element(id) }

    /// The check of an id.
    func check(_ id: String) -> CatalogCheck? { checks.element(id) }

    /// The worst status of the node's checks and a service's own ones.
    ///
    /// - Parameter position: the service's place among the services.
    func status(ofServiceAt position: Int) -> HealthStatus {
        max(nodeStatus, ownStatuses[position])
    }

    /// The checks of the node, then those of a service, as health queries show them.
    func checks(ofService id: String) -> [CatalogCheck] {
        checks.filter { $0.serviceID.isEmpty }
            + checks.filter { !$0.serviceID.isEmpty && $0.serviceID.equalsIgnoringCase(id) }
    }

    /// Changes the node; a new spelling of its name reaches what is on it.
    mutating func replace(node new: CatalogNode) {
        let isRespelled = new.name != node.name
        node = new
        guard isRespelled else { return }
        for index in services.indices { services[index].node = new.name }
        for index in checks.indices { checks[index].node = new.name }
    }

    mutating func put(_ service: CatalogService) {
        let count = services.count
        let position = services.put(service)
        if services.count > count { ownStatuses.insert(.passing, at: position) }
        refreshStatus(ofService: service.id)
    }

    mutating func put(_ check: CatalogCheck) {
        let former = self.check(check.id)?.serviceID
        checks.put(check)
        if let former, former != check.serviceID { refreshStatus(ofService: former) }
        refreshStatus(ofService: check.serviceID)
    }

    @discardableResult
    mutating func removeService(_ id: String) -> CatalogService? {
        guard let position = services.position(of: id) else { return nil }
        ownStatuses.remove(at: position)
        return services.remove(at: position)
    }

    @discardableResult
    mutating func removeCheck(_ id: String) -> CatalogCheck? {
        guard let position = checks.position(of: id) else { return nil }
        let removed = checks.remove(at: position)
        refreshStatus(ofService: removed.serviceID)
        return removed
    }

    /// Works out the worst status of a service's own checks; of the node's for an empty id.
    private mutating func refreshStatus(ofService id: String) {
        var worst = HealthStatus.passing
        for check in checks
        where check.status > worst && check.serviceID.equalsIgnoringCase(id) {
            worst = check.status
        }
        if id.isEmpty {
            nodeStatus = worst
        } else if let position = services.position(of: id) {
            ownStatuses[position] = worst
        }
    }
}

extension CatalogService: TextKeyed {
    static let ignoresCase = true
    var sortKey: String { id }
}

extension CatalogCheck: TextKeyed {
    static let ignoresCase = true
    var sortKey: String { id }

    /// Whether the check is about the whole node.
    var isOfNode: Bool { serviceID.isEmpty }
}

extension NodeRecord: TextKeyed, BinaryCodable {
    static let ignoresCase = true
    var sortKey: String { node.name }

    func write(to writer: inout ByteWriter) {
        node.write(to: &writer)
        writer.values(services)
        writer.values(checks)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        self.init(node: try CatalogNode(from: &reader))
        for service in try reader.values(of: CatalogService.self) { put(service) }
        for check in try reader.values(of: CatalogCheck.self) { put(check) }
    }
}
