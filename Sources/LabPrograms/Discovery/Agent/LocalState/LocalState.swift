import LabNetwork
import LabProgram

/// What is registered with this agent: the truth about its own node, which anti-entropy carries
/// into the catalog (spec 7).
struct LocalState {
    /// The services by id.
    var services = SortedTable<LocalService>()
    /// The checks by id.
    var checks = SortedTable<LocalCheck>()
    /// Whether the catalog shows this node's id, addresses and metadata.
    var isNodeInSync = false

    /// The next thing that the catalog has to be told.
    enum Step: Hashable {
        case register(service: String)
        case deregister(service: String)
        case registerCheck(String)
        case deregisterCheck(String)
        case registerNode
    }

    /// The first difference between this state and what the catalog is known to show; services
    /// come before checks, because a registration of a service carries its checks.
    func nextStep() -> Step? {
        for (index, entry) in services.entries.enumerated() where !entry.isInSync {
            let id = services.ids[index]
            return entry.isDeleted ? .deregister(service: id) : .register(service: id)
        }
        for (index, entry) in checks.entries.enumerated() where !entry.isInSync {
            let id = checks.ids[index]
            return entry.isDeleted ? .deregisterCheck(id) : .registerCheck(id)
        }
        return isNodeInSync ? nil : .registerNode
    }

    /// The checks that a registration of a service carries: its own that are not in sync.
    func unsyncedChecks(of service: String) -> [CatalogCheck] {
        var found: [CatalogCheck] = []
        for entry in checks.entries
        where !entry.isInSync && !entry.isDeleted && entry.check.serviceID == service {
            found.append(entry.check)
        }
        return found
    }

    /// The ids of the checks of a service, those to be removed left out.
    func checks(of service: String) -> [String] {
        var found: [String] = []
        for (index, entry) in checks.entries.enumerated()
        where !entry.isDeleted && entry.check.serviceID == service {
            found.append(checks.ids[index])
        }
        return found
    }

    /// The services that are registered and not to be removed, by id.
    var registeredServices: [CatalogService] {
        var found: [CatalogService] = []
        for entry in services.entries where !entry.isDeleted { found.append(entry.service) }
        return found
    }

    /// The checks that are registered and not to be removed, by id.
    var registeredChecks: [CatalogCheck] {
        var found: [CatalogCheck] = []
        for entry in checks.entries where !entry.isDeleted { found.append(entry.check) }
        return found
    }

    /// A service that is registered and not to be removed.
    func service(_ id: String) -> LocalService? {
        guard let entry = services[id], !entry.isDeleted else { return nil }
        return entry
    }

    /// A check that is registered and not to be removed.
    func check(_ id: String) -> LocalCheck? {
        guard let entry = checks[id], !entry.isDeleted else { return nil }
        return entry
    }

    /// Marks a service and its checks as to be removed from the catalog.
    ///
    /// - Returns: the checks that went with it, or `nil` where the service is unknown.
    mutating func remove(service id: String) -> [String]? {
        guard service(id) != nil else { return nil }
        services.update(id) {
            $0.isDeleted = true
            $0.isInSync = false
        }
        let removed = checks(of: id)
        for check in removed { _ = remove(check: check) }
        return removed
    }

    /// Marks a check as to be removed from the catalog.
    mutating func remove(check id: String) -> Bool {
        guard check(id) != nil else { return false }
        checks.update(id) {
            $0.isDeleted = true
            $0.isInSync = false
        }
        return true
    }

    /// Forgets a service that the catalog does not show any more, and its removed checks.
    mutating func forget(service id: String) {
        services[id] = nil
        for check in checks.ids where checks[check]?.check.serviceID == id {
            if checks[check]?.isDeleted == true { checks[check] = nil }
        }
    }
}
