import LabNetwork

extension CatalogRegistration {
    /// Reads the body of `/v1/catalog/register`.
    ///
    /// - Returns: the registration and the datacenter that it names; empty for none.
    static func read(
        _ object: JSONObject
    ) throws(APIError) -> (registration: CatalogRegistration, datacenter: String) {
        do throws(JSONError) {
            var datacenter = ""
            var registration = CatalogRegistration(node: CatalogNode(name: "", address: ""))
            for field in object.fields {
                if field.key == "datacenter" {
                    try field.read(into: &datacenter)
                } else {
                    try registration.read(field)
                }
            }
            return (registration, datacenter)
        } catch {
            throw APIError.undecodable(error)
        }
    }

    private mutating func read(_ field: JSONField) throws(JSONError) {
        switch field.key {
        case "id": try field.read(into: &node.id)
        case "node": try field.read(into: &node.name)
        case "address": try field.read(into: &node.address)
        case "taggedaddresses": try field.read(into: &node.taggedAddresses)
        case "nodemeta": try field.read(into: &node.meta)
        case "skipnodeupdate": try field.read(into: &skipsNodeUpdate)
        case "service":
            if !field.value.isNull { service = try CatalogService(field) }
        case "check":
            if !field.value.isNull { checks.append(try CatalogCheck(field)) }
        case "checks":
            for element in try field.elements("structs.HealthCheck") {
                checks.append(try CatalogCheck(element))
            }
        case "token", "writerequest", "namespace": break
        default: throw field.unknown
        }
    }

    /// The registration with what is left out filled in.
    ///
    /// - Throws: what the servers answer to one that can't be (Consul, `Catalog.Register`).
    func completed() throws(APIError) -> CatalogRegistration {
        if node.name.isEmpty { throw APIError.failed("Must provide node") }
        if node.address.isEmpty && !skipsNodeUpdate {
            throw APIError.failed("Must provide address if SkipNodeUpdate is not set")
        }
        if !node.id.isEmpty, let problem = UUIDText.problem(of: node.id) {
            throw APIError.failed("Bad node ID: \(problem)")
        }
        var registration = self
        if var service {
            if service.name.isEmpty { throw APIError.failed("Must provide service name with ID") }
            if service.id.isEmpty { service.id = service.name }
            if ServiceRegistration.isAnyAddress(service.address) {
                throw APIError.failed("Invalid service address")
            }
            service.node = node.name
            registration.service = service
        }
        for index in checks.indices {
            if checks[index].id.isEmpty { registration.checks[index].id = checks[index].name }
            if checks[index].node.isEmpty { registration.checks[index].node = node.name }
        }
        return registration
    }
}

extension CatalogDeregistration {
    /// Reads the body of `/v1/catalog/deregister`.
    ///
    /// - Returns: the deregistration and the datacenter that it names; empty for none.
    static func read(
        _ object: JSONObject
    ) throws(APIError) -> (deregistration: CatalogDeregistration, datacenter: String) {
        do throws(JSONError) {
            var datacenter = ""
            var deregistration = CatalogDeregistration(node: "")
            for field in object.fields {
                switch field.key {
                case "datacenter": try field.read(into: &datacenter)
                case "node": try field.read(into: &deregistration.node)
                case "serviceid": try field.read(into: &deregistration.serviceID)
                case "checkid": try field.read(into: &deregistration.checkID)
                case "address", "token", "writerequest", "namespace": break
                default: throw field.unknown
                }
            }
            return (deregistration, datacenter)
        } catch {
            throw APIError.undecodable(error)
        }
    }
}

extension CatalogService {
    /// Reads a service of a registration in the catalog.
    fileprivate init(_ field: JSONField) throws(JSONError) {
        self.init(node: "", id: "", name: "")
        for field in try field.fields("structs.NodeService") {
            switch field.key {
            case "id": try field.read(into: &id)
            case "service": try field.read(into: &name)
            case "tags": try field.read(into: &tags)
            case "address": try field.read(into: &address)
            case "port": try field.read(into: &port)
            case "meta": try field.read(into: &meta)
            case "enabletagoverride": try field.read(into: &enableTagOverride)
            case "taggedaddresses": taggedAddresses = try TaggedAddress.list(field)
            case "weights":
                guard let weights = try ServiceWeights(field) else { continue }
                passingWeight = UInt16(clamping: weights.passing)
                warningWeight = UInt16(clamping: weights.warning)
            case "kind", "proxy", "connect", "locallyregisteredassidecar", "namespace",
                "createindex", "modifyindex":
                break
            default: throw field.unknown
            }
        }
    }
}

extension CatalogCheck {
    /// Reads a check of a registration in the catalog.
    fileprivate init(_ field: JSONField) throws(JSONError) {
        self.init(node: "", id: "", name: "")
        for field in try field.fields("structs.HealthCheck") {
            switch field.key {
            case "node": try field.read(into: &node)
            case "checkid", "id": try field.read(into: &id)
            case "name": try field.read(into: &name)
            case "notes": try field.read(into: &notes)
            case "output": try field.read(into: &output)
            case "serviceid": try field.read(into: &serviceID)
            case "servicename": try field.read(into: &serviceName)
            case "servicetags": try field.read(into: &serviceTags)
            case "type": try field.read(into: &type)
            case "status":
                var word = ""
                try field.read(into: &word)
                guard word.isEmpty || HealthStatus(word: word) != nil else {
                    throw JSONError(message: "invalid check status \"\(word)\"")
                }
                status = HealthStatus(word: word) ?? .critical
            case "definition":
                if let object = field.value.object, !object.members.isEmpty {
                    definition = String(decoding: field.value.encoded(), as: UTF8.self)
                }
            case "namespace", "createindex", "modifyindex": break
            default: throw field.unknown
            }
        }
    }
}
