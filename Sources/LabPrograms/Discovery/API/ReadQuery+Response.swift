import LabProgram

extension ReadQuery {
    /// The answer without what says how fresh it is.
    func body(from store: StateStore) -> HTTPResponse {
        switch subject {
        case .nodes: return nodes(in: store)
        case .services: return services(in: store)
        case .service(let name, let tags): return service(name, tags: tags, in: store)
        case .node(let name): return node(name, in: store)
        case .nodeServices(let name): return nodeServices(name, in: store)
        case .healthOfService(let name, let tags, let onlyPassing):
            return health(of: name, tags: tags, onlyPassing: onlyPassing, in: store)
        case .healthOfNode(let name):
            return checks { add in
                for check in store.checks(onNode: name) { add(check) }
            }
        case .healthChecks(let service): return checks(ofService: service, in: store)
        case .healthState(let word): return checks(inState: word, in: store)
        case .key, .keyTree, .keyNames: return keyValues(in: store)
        case .session(let id): return sessions(store.session(id).map { [$0] } ?? [])
        case .sessions: return sessions(store.sessions)
        case .sessionsOfNode(let name):
            return sessions(store.sessions.filter { $0.node.equalsIgnoringCase(name) })
        case .coordinates: return .json(JSONValue.array([]).encoded(options.style))
        }
    }

    private func includes(_ node: CatalogNode) -> Bool {
        options.nodeMeta.allSatisfy { node.meta.contains($0) }
    }

    /// An array of elements that pass the filter.
    private func array(
        capacity: Int = 256, _ fill: (inout FilteredArray) -> Void
    ) -> HTTPResponse {
        var array = FilteredArray(filter: options.filter, style: options.style, capacity: capacity)
        fill(&array)
        return .json(array.finished())
    }

    // MARK: Catalog

    private func nodes(in store: StateStore) -> HTTPResponse {
        array(capacity: 64 + store.nodes.count * 256) { array in
            for record in store.nodes where includes(record.node) {
                array.append { $0.node(record.node, datacenter: store.datacenter) }
            }
        }
    }

    private func services(in store: StateStore) -> HTTPResponse {
        var writer = JSONWriter(style: options.style)
        writer.beginObject()
        for service in store.serviceNames(where: includes) {
            writer.key(escaping: service.name)
            writer.strings(service.tags)
        }
        writer.endObject()
        return .json(writer.finished())
    }

    private func service(_ name: String, tags: [String], in store: StateStore) -> HTTPResponse {
        array(capacity: 64 + store.instanceCount(ofService: name) * 768) { array in
            store.forEachInstance(ofService: name) { record, position in
                let service = record.services[position]
                guard includes(record.node), service.hasTags(tags) else { return }
                array.append {
                    $0.serviceNode(record.node, service, datacenter: store.datacenter)
                }
            }
        }
    }

    private func node(_ name: String, in store: StateStore) -> HTTPResponse {
        guard let record = store.record(named: name) else {
            return .json(JSONValue.null.encoded(options.style))
        }
        var writer = JSONWriter(style: options.style)
        writer.beginObject()
        writer.key("Node")
        writer.node(record.node, datacenter: store.datacenter)
        writer.key("Services")
        writer.beginObject()
        for service in record.services.sorted(by: { TextOrder.precedes($0.id, $1.id) })
        where isIncluded(service) {
            writer.key(escaping: service.id)
            writer.nodeService(service)
        }
        writer.endObject()
        writer.endObject()
        return .json(writer.finished())
    }

    private func nodeServices(_ name: String, in store: StateStore) -> HTTPResponse {
        let record = store.record(named: name)
        var writer = JSONWriter(style: options.style)
        writer.beginObject()
        writer.key("Node")
        if let record {
            writer.node(record.node, datacenter: store.datacenter)
        } else {
            writer.null()
        }
        writer.key("Services")
        writer.beginArray()
        for service in record?.services ?? [] where isIncluded(service) {
            writer.nodeService(service)
        }
        writer.endArray()
        writer.endObject()
        return .json(writer.finished())
    }

    private func isIncluded(_ service: CatalogService) -> Bool {
        options.filter?.admits { $0.nodeService(service) } ?? true
    }

    // MARK: Health

    private func health(
        of name: String, tags: [String], onlyPassing: Bool, in store: StateStore
    ) -> HTTPResponse {
        array(capacity: 64 + store.instanceCount(ofService: name) * 1536) { array in
            store.forEachInstance(ofService: name) { record, position in
                guard includes(record.node), record.services[position].hasTags(tags),
                    !onlyPassing || record.status(ofServiceAt: position) == .passing
                else { return }
                array.append {
                    $0.instance(of: record, at: position, datacenter: store.datacenter)
                }
            }
        }
    }

    private func checks(_ fill: ((CatalogCheck) -> Void) -> Void) -> HTTPResponse {
        array { array in
            fill { check in array.append { $0.check(check) } }
        }
    }

    private func checks(ofService name: String, in store: StateStore) -> HTTPResponse {
        checks { add in
            store.forEachInstance(ofService: name) { record, position in
                guard includes(record.node) else { return }
                let id = record.services[position].id
                for check in record.checks
                where !check.isOfNode && check.serviceID.equalsIgnoringCase(id) {
                    add(check)
                }
            }
        }
    }

    private func checks(inState word: String, in store: StateStore) -> HTTPResponse {
        let status = HealthStatus(word: word)
        guard status != nil || word == "any" else {
            return .json(JSONValue.array([]).encoded(options.style))
        }
        return checks { add in
            for record in store.nodes where includes(record.node) {
                for check in record.checks where status == nil || check.status == status {
                    add(check)
                }
            }
        }
    }

    // MARK: Keys and sessions

    private func keyValues(in store: StateStore) -> HTTPResponse {
        switch subject {
        case .key(let key, let isRaw):
            guard let entry = store.entry(key) else { return .empty(404) }
            return isRaw ? raw(entry) : entries([entry])
        case .keyTree(let prefix):
            let places = store.entries.range(ofPrefix: prefix)
            return places.isEmpty ? .empty(404) : entries(store.entries[places])
        case .keyNames(let prefix, let separator):
            let names = store.keyNames(prefix: prefix, separator: separator)
            if names.isEmpty && !prefix.isEmpty { return .empty(404) }
            return .json(JSONValue.array(names.map { .string($0) }).encoded(options.style))
        default: return .empty(404)
        }
    }

    private func entries(_ entries: some Sequence<KeyValueEntry>) -> HTTPResponse {
        var writer = JSONWriter(style: options.style)
        writer.beginArray()
        for entry in entries { writer.entry(entry) }
        writer.endArray()
        return .json(writer.finished())
    }

    private func raw(_ entry: KeyValueEntry) -> HTTPResponse {
        HTTPResponse(
            headers: [
                HTTPHeader("Content-Security-Policy", "sandbox"),
                HTTPHeader("Content-Type", "text/plain"),
                HTTPHeader("Vary", "Accept-Encoding"),
                HTTPHeader("X-Content-Type-Options", "nosniff"),
            ], body: entry.value)
    }

    private func sessions(_ sessions: [CatalogSession]) -> HTTPResponse {
        var writer = JSONWriter(style: options.style)
        writer.sessions(sessions)
        return .json(writer.finished())
    }
}

extension StateStore {
    /// The keys with a prefix, cut behind the first separator that follows the prefix.
    func keyNames(prefix: String, separator: String) -> [String] {
        var names: [String] = []
        for entry in entries[entries.range(ofPrefix: prefix)] {
            let name = entry.key.cut(behind: separator, from: prefix.utf8.count)
            if names.last != name { names.append(name) }
        }
        return names
    }
}

extension String {
    fileprivate func cut(behind separator: String, from offset: Int) -> String {
        guard let first = separator.utf8.first else { return self }
        var place = utf8.index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
        while let found = utf8[place...].firstIndex(of: first) {
            if utf8[found...].starts(with: separator.utf8) {
                let end = utf8.index(found, offsetBy: separator.utf8.count)
                return String(decoding: utf8[..<end], as: UTF8.self)
            }
            place = utf8.index(after: found)
        }
        return self
    }
}

extension CatalogService {
    /// Whether the instance has all of these tags, without regard to case.
    func hasTags(_ wanted: [String]) -> Bool {
        wanted.allSatisfy { tag in tags.contains { $0.equalsIgnoringCase(tag) } }
    }
}
