/// The index of each kind of query, with the granularity of Consul 1.8 (spec 4.3); never 0.
extension StateStore {
    /// The index of a query for one service.
    ///
    /// A service without instances has the index of the last time any service lost its last one, or else
    /// that of the whole tables.
    ///
    /// - Parameter countsChecks: whether the query shows checks.
    func index(ofService name: String, countsChecks: Bool) -> UInt64 {
        if let place = services.position(of: name) { return max(services[place].index, 1) }
        if indexes.lastExtinction > 0 { return indexes.lastExtinction }
        let tables = max(indexes.nodes, indexes.services)
        return max(countsChecks ? max(tables, indexes.checks) : tables, 1)
    }

    /// The index of a list of nodes.
    var nodesIndex: UInt64 { max(indexes.nodes, 1) }

    /// The index of a list of services.
    var servicesIndex: UInt64 { max(indexes.services, 1) }

    /// The index of a list of nodes with their services.
    var nodesAndServicesIndex: UInt64 { max(indexes.nodes, indexes.services, 1) }

    /// The index of a list of checks.
    var checksIndex: UInt64 { max(indexes.checks, 1) }

    /// The index of a list of sessions.
    var sessionsIndex: UInt64 { max(indexes.sessions, 1) }

    /// The index of a query for one key.
    func index(ofKey key: String) -> UInt64 {
        if let place = entries.position(of: key) { return max(entries[place].modifyIndex, 1) }
        return max(indexes.keyValues, indexes.tombstones, 1)
    }

    /// The index of a query for all keys with a prefix, deleted ones among them.
    func index(ofPrefix prefix: String) -> UInt64 {
        let tables = max(indexes.keyValues, indexes.tombstones, 1)
        if prefix.isEmpty { return tables }
        var highest: UInt64 = 0
        for entry in entries[entries.range(ofPrefix: prefix)] {
            highest = max(highest, entry.modifyIndex)
        }
        for tombstone in tombstones[tombstones.range(ofPrefix: prefix)] {
            highest = max(highest, tombstone.index)
        }
        return highest > 0 ? highest : tables
    }
}
