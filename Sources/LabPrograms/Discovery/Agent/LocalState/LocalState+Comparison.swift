extension LocalState {
    /// The service that the leader itself keeps for each server.
    static let leaderService = "consul"
    /// The check that the leader itself keeps for each member.
    static let leaderCheck = "serfHealth"

    /// Finds out what is in sync with the catalog (Consul's `updateSyncState`).
    ///
    /// What the catalog shows and the agent does not know is marked for removal, save for what
    /// the leader keeps itself.
    ///
    /// - Parameters:
    ///   - view: what the catalog shows.
    ///   - node: what it should show about the node.
    ///   - outputIsDeferred: whether changes of a check's output alone wait for a while.
    mutating func compare(
        with view: CatalogView, node: CatalogNode, outputIsDeferred: Bool
    ) {
        isNodeInSync = view.node.map { $0.isSame(as: node) } ?? false
        compareServices(with: view.services)
        compareChecks(with: view.checks, outputIsDeferred: outputIsDeferred)
    }

    private mutating func compareServices(with remote: [CatalogService]) {
        var shown = SortedTable<CatalogService>()
        for service in remote { shown[service.id] = service }
        for index in services.entries.indices where shown[services.ids[index]] == nil {
            services.entries[index].isInSync = false
        }
        for service in remote {
            guard let index = services.index(of: service.id) else {
                if service.id == LocalState.leaderService { continue }
                services[service.id] = LocalService(
                    service: service, source: .catalog, isDeleted: true)
                continue
            }
            if services.entries[index].isDeleted {
                services.entries[index].isInSync = false
                continue
            }
            if services.entries[index].service.enableTagOverride {
                services.entries[index].service.tags = service.tags
            }
            services.entries[index].isInSync =
                services.entries[index].service.isSame(as: service)
        }
        forgetRemoved(shown: shown)
    }

    /// Forgets what was to be removed and is not shown any more.
    private mutating func forgetRemoved(shown: SortedTable<CatalogService>) {
        for id in services.ids where services[id]?.isDeleted == true && shown[id] == nil {
            services[id] = nil
        }
    }

    private mutating func compareChecks(with remote: [CatalogCheck], outputIsDeferred: Bool) {
        var shown = SortedTable<CatalogCheck>()
        for check in remote { shown[check.id] = check }
        for id in checks.ids where shown[id] == nil {
            if checks[id]?.isDeleted == true { checks[id] = nil }
            checks.update(id) { $0.isInSync = false }
        }
        for check in remote {
            guard let index = checks.index(of: check.id) else {
                if check.id == LocalState.leaderCheck { continue }
                checks[check.id] = LocalCheck(
                    check: check, source: .catalog, isDeleted: true)
                continue
            }
            if checks.entries[index].isDeleted {
                checks.entries[index].isInSync = false
                continue
            }
            var local = checks.entries[index].check
            if outputIsDeferred, checks.entries[index].deferral != nil {
                local.output = check.output
            }
            checks.entries[index].isInSync = local.isSame(as: check)
        }
    }
}

extension CatalogNode {
    /// Whether two entries say the same about a node, indexes aside.
    func isSame(as other: CatalogNode) -> Bool {
        id == other.id && address == other.address && meta == other.meta
            && taggedAddresses == other.taggedAddresses
    }
}

extension CatalogService {
    /// Whether two entries say the same about a service, indexes aside.
    func isSame(as other: CatalogService) -> Bool {
        var copy = other
        copy.node = node
        copy.createIndex = createIndex
        copy.modifyIndex = modifyIndex
        return copy == self
    }
}

extension CatalogCheck {
    /// Whether two entries say the same about a check, indexes aside.
    func isSame(as other: CatalogCheck) -> Bool {
        var copy = other
        copy.node = node
        copy.createIndex = createIndex
        copy.modifyIndex = modifyIndex
        return copy == self
    }
}
