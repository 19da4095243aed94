/// The shapes of the catalog in JSON, members in Consul's order (spec appendix C).
extension JSONWriter {
    mutating func node(_ node: CatalogNode, datacenter: String) {
        beginObject()
        member("ID", node.id)
        member("Node", node.name)
        member("Address", node.address)
        member("Datacenter", datacenter)
        key("TaggedAddresses")
        pairs(node.taggedAddresses)
        key("Meta")
        pairs(node.meta)
        indexes(node.createIndex, node.modifyIndex)
        endObject()
    }

    /// An element of `/v1/catalog/service`.
    mutating func serviceNode(
        _ node: CatalogNode, _ service: CatalogService, datacenter: String
    ) {
        beginObject()
        member("ID", node.id)
        member("Node", node.name)
        member("Address", node.address)
        member("Datacenter", datacenter)
        key("TaggedAddresses")
        pairs(node.taggedAddresses)
        key("NodeMeta")
        pairs(node.meta)
        member("ServiceKind", "")
        member("ServiceID", service.id)
        member("ServiceName", service.name)
        member("ServiceTags", service.tags)
        member("ServiceAddress", service.address)
        taggedAddresses("ServiceTaggedAddresses", service)
        key("ServiceWeights")
        weights(service)
        key("ServiceMeta")
        pairs(service.meta, isNullable: false)
        member("ServicePort", service.port)
        member("ServiceEnableTagOverride", service.enableTagOverride)
        key("ServiceProxy")
        proxy()
        emptyObject("ServiceConnect")
        indexes(service.createIndex, service.modifyIndex)
        endObject()
    }

    /// A service inside of a node or of an element of `/v1/health/service`.
    mutating func nodeService(_ service: CatalogService) {
        beginObject()
        member("ID", service.id)
        member("Service", service.name)
        member("Tags", service.tags)
        member("Address", service.address)
        taggedAddresses("TaggedAddresses", service)
        key("Meta")
        pairs(service.meta)
        member("Port", service.port)
        key("Weights")
        weights(service)
        member("EnableTagOverride", service.enableTagOverride)
        key("Proxy")
        proxy()
        emptyObject("Connect")
        indexes(service.createIndex, service.modifyIndex)
        endObject()
    }

    /// An element of `/v1/health/service`.
    mutating func instance(of record: NodeRecord, at position: Int, datacenter: String) {
        let service = record.services[position]
        beginObject()
        key("Node")
        node(record.node, datacenter: datacenter)
        key("Service")
        nodeService(service)
        key("Checks")
        beginArray()
        for check in record.checks where check.isOfNode { self.check(check) }
        for check in record.checks
        where !check.isOfNode && check.serviceID.equalsIgnoringCase(service.id) {
            self.check(check)
        }
        endArray()
        endObject()
    }

    mutating func check(_ check: CatalogCheck) {
        beginObject()
        member("Node", check.node)
        member("CheckID", check.id)
        member("Name", check.name)
        member("Status", check.status.word)
        member("Notes", check.notes)
        member("Output", check.output)
        member("ServiceID", check.serviceID)
        member("ServiceName", check.serviceName)
        member("ServiceTags", check.serviceTags)
        member("Type", check.type)
        key("Definition")
        definition(check.definition)
        indexes(check.createIndex, check.modifyIndex)
        endObject()
    }

    private mutating func definition(_ json: String) {
        if !json.isEmpty, let value = try? JSONParser.parse(Array(json.utf8)) {
            self.value(value)
        } else {
            beginObject()
            endObject()
        }
    }

    mutating func entry(_ entry: KeyValueEntry, showsValue: Bool = true) {
        beginObject()
        member("LockIndex", entry.lockIndex)
        member("Key", entry.key)
        member("Flags", entry.flags)
        key("Value")
        if entry.value.isEmpty || !showsValue {
            null()
        } else {
            string(Base64.encode(entry.value))
        }
        if !entry.session.isEmpty { member("Session", entry.session) }
        indexes(entry.createIndex, entry.modifyIndex)
        endObject()
    }

    mutating func sessions(_ sessions: [CatalogSession]) {
        beginArray()
        for session in sessions { self.session(session) }
        endArray()
    }

    mutating func session(_ session: CatalogSession) {
        beginObject()
        member("ID", session.id)
        member("Name", session.name)
        member("Node", session.node)
        member("LockDelay", session.lockDelay.nanoseconds)
        member("Behavior", session.behavior.word)
        member("TTL", session.timeToLive)
        member("NodeChecks", session.nodeChecks)
        key("ServiceChecks")
        if session.serviceChecks.isEmpty {
            null()
        } else {
            beginArray()
            for id in session.serviceChecks {
                beginObject()
                member("ID", id)
                member("Namespace", "")
                endObject()
            }
            endArray()
        }
        indexes(session.createIndex, session.modifyIndex)
        endObject()
    }

    // MARK: Parts

    private mutating func indexes(_ created: UInt64, _ modified: UInt64) {
        member("CreateIndex", created)
        member("ModifyIndex", modified)
    }

    /// A map of texts; Go writes one that was never made as `null`.
    mutating func pairs(_ pairs: [CatalogPair], isNullable: Bool = true) {
        if pairs.isEmpty && isNullable { return null() }
        beginObject()
        for pair in pairs {
            key(escaping: pair.key)
            string(pair.value)
        }
        endObject()
    }

    mutating func taggedAddresses(_ name: StaticString, _ service: CatalogService) {
        if service.taggedAddresses.isEmpty { return }
        key(name)
        beginObject()
        for tagged in service.taggedAddresses {
            key(escaping: tagged.kind)
            beginObject()
            member("Address", tagged.address)
            member("Port", tagged.port)
            endObject()
        }
        endObject()
    }

    mutating func weights(_ service: CatalogService) {
        beginObject()
        member("Passing", service.passingWeight)
        member("Warning", service.warningWeight)
        endObject()
    }

    private mutating func proxy() {
        beginObject()
        emptyObject("MeshGateway")
        emptyObject("Expose")
        endObject()
    }
}
