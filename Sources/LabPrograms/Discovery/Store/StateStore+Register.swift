import LabNetwork
import LabProgram

extension StateStore {
    /// Writes a node and, in the same step, a service and checks on it.
    ///
    /// Everything that could be refused is looked at before the first change.
    mutating func register(
        _ registration: CatalogRegistration, at index: UInt64, time: Instant
    ) -> CommandResult {
        let name = registration.node.name
        let changesNode = changesNode(registration)
        if changesNode, let reason = conflict(of: registration.node) {
            return .failure("failed inserting node: \(reason)")
        }
        for check in registration.checks {
            if let reason = objection(to: check, in: registration) { return .failure(reason) }
        }
        if changesNode { write(registration.node, at: index, time: time) }
        guard let position = nodes.position(of: name) else { return .done(true) }
        if var service = registration.service {
            service.node = nodes[position].node.name
            write(service, toNodeAt: position, at: index)
        }
        for var check in registration.checks {
            check.node = nodes[position].node.name
            write(check, toNodeAt: position, at: index, time: time)
        }
        return .done(true)
    }

    private func changesNode(_ registration: CatalogRegistration) -> Bool {
        guard let known = node(named: registration.node.name) else { return true }
        if registration.skipsNodeUpdate { return false }
        var node = registration.node
        node.createIndex = known.createIndex
        node.modifyIndex = known.modifyIndex
        return node != known
    }

    /// Why a check of a registration can't be written.
    private func objection(
        to check: CatalogCheck, in registration: CatalogRegistration
    ) -> String? {
        let name = registration.node.name
        guard check.node.isEmpty || check.node == name else {
            return "check node \"\(check.node)\" does not match node \"\(name)\""
        }
        let id = check.serviceID
        if id.isEmpty || registration.service?.id.equalsIgnoringCase(id) == true
            || record(named: name)?.service(id) != nil
        {
            return nil
        }
        return "failed inserting check: Missing service registration on node \"\(name)\""
    }

    // MARK: Nodes

    /// Why a node can't have its name: another one holds it that is well (Consul's
    /// `ensureNoNodeWithSimilarNameTxn`).
    private func conflict(of node: CatalogNode) -> String? {
        guard !node.id.isEmpty else { return nil }
        let former = self.node(id: node.id)
        if let former, former.name == node.name { return nil }
        guard let holder = record(named: node.name), holder.node.id != node.id else { return nil }
        if holder.node.id.isEmpty && former == nil { return nil }
        guard let health = holder.check(StateStore.serfHealth), health.status != .critical else {
            return nil
        }
        let what = former == nil ? "" : " (\(node.address))"
        return "Error while renaming Node ID: \"\(node.id)\"\(what): Node name \(node.name)"
            + " is reserved by node \(holder.node.id) with name \(holder.node.name)"
            + " (\(holder.node.address))"
    }

    /// The check that the leader keeps for each member (Consul documentation, "Health checks").
    static let serfHealth = "serfHealth"

    private mutating func write(_ node: CatalogNode, at index: UInt64, time: Instant) {
        var node = node
        var former = node.id.isEmpty ? nil : self.node(id: node.id)
        if let renamed = former, !renamed.name.equalsIgnoringCase(node.name) {
            removeNode(renamed.name, at: index, time: time)
        }
        former = former ?? self.node(named: node.name)
        node.createIndex = former?.createIndex ?? index
        node.modifyIndex = index
        if let position = nodes.position(of: node.name) {
            forgetDerived(of: nodes[position].node)
            nodes[position].replace(node: node)
            remember(node)
            touchServices(ofNodeAt: position, at: index)
        } else {
            nodes.put(NodeRecord(node: node))
            remember(node)
        }
        indexes.nodes = index
    }

    /// Notes what follows from a node for look-ups.
    mutating func remember(_ node: CatalogNode) {
        if !node.id.isEmpty { nodeNames[node.id] = node.name }
        addresses.insert(AddressIndex.Owner(node: node.name), at: node.address)
    }

    /// Takes back what `remember` noted.
    mutating func forgetDerived(of node: CatalogNode) {
        if !node.id.isEmpty { nodeNames[node.id] = nil }
        addresses.remove(AddressIndex.Owner(node: node.name), at: node.address)
    }

    // MARK: Services

    private mutating func write(
        _ service: CatalogService, toNodeAt position: Int, at index: UInt64
    ) {
        var service = service
        service.createIndex = index
        service.modifyIndex = index
        if let known = nodes[position].service(service.id) {
            service.createIndex = known.createIndex
            service.modifyIndex = known.modifyIndex
            if service == known { return }
            service.modifyIndex = index
            unlink(known, at: index, isReplaced: known.name.equalsIgnoringCase(service.name))
        }
        nodes[position].put(service)
        link(service, at: index)
        indexes.services = index
    }

    /// Notes where an instance is.
    mutating func link(_ service: CatalogService, at index: UInt64) {
        let reference = ServiceRecord.Reference(node: service.node, id: service.id)
        let place =
            services.position(of: service.name)
            ?? services.put(ServiceRecord(name: service.name, index: index))
        services[place].insert(reference)
        services[place].index = index
        addresses.insert(
            AddressIndex.Owner(node: service.node, serviceID: service.id), at: service.address)
    }

    /// Takes back what `link` noted; a service without instances is forgotten unless one follows.
    mutating func unlink(_ service: CatalogService, at index: UInt64, isReplaced: Bool) {
        addresses.remove(
            AddressIndex.Owner(node: service.node, serviceID: service.id), at: service.address)
        guard let place = services.position(of: service.name) else { return }
        services[place].remove(ServiceRecord.Reference(node: service.node, id: service.id))
        services[place].index = index
        if services[place].instances.isEmpty && !isReplaced {
            services.remove(at: place)
            indexes.lastExtinction = index
        }
    }

    // MARK: Checks

    private mutating func write(
        _ check: CatalogCheck, toNodeAt position: Int, at index: UInt64, time: Instant
    ) {
        var check = check
        if let service = nodes[position].service(check.serviceID), !check.isOfNode {
            check.serviceName = service.name
            check.serviceTags = service.tags
        }
        let known = nodes[position].check(check.id)
        check.createIndex = known?.createIndex ?? index
        check.modifyIndex = known?.modifyIndex ?? index
        let isChanged = check != known
        if isChanged {
            check.modifyIndex = index
            nodes[position].put(check)
            touch(check, onNodeAt: position, at: index)
            indexes.checks = index
        }
        if check.status == .critical {
            endSessions(boundTo: check.id, onNode: check.node, at: index, time: time)
        }
    }

    /// Tells those who watch a service, or all of the node's, that a check changed.
    mutating func touch(_ check: CatalogCheck, onNodeAt position: Int, at index: UInt64) {
        if check.isOfNode {
            touchServices(ofNodeAt: position, at: index)
        } else {
            touchService(check.serviceName, at: index)
        }
    }

    private mutating func touchServices(ofNodeAt position: Int, at index: UInt64) {
        for service in nodes[position].services { touchService(service.name, at: index) }
    }

    private mutating func touchService(_ name: String, at index: UInt64) {
        guard let place = services.position(of: name) else { return }
        services[place].index = index
    }
}
