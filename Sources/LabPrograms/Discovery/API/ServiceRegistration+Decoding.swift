import LabNetwork

/// The fields of a service's definition before they are looked at.
private struct ServiceFields {
    var registration = ServiceRegistration(name: "")
    var kind = ""
    var weights: ServiceWeights?
    var checks: [CheckRegistration.Undecided] = []

    init(_ object: JSONObject) throws(JSONError) {
        for field in object.fields { try read(field) }
    }

    private mutating func read(_ field: JSONField) throws(JSONError) {
        switch field.key {
        case "id": try field.read(into: &registration.id)
        case "name": try field.read(into: &registration.name)
        case "tags": try field.read(into: &registration.tags)
        case "address": try field.read(into: &registration.address)
        case "port": try field.read(into: &registration.port)
        case "meta": try field.read(into: &registration.meta)
        case "enabletagoverride": try field.read(into: &registration.enableTagOverride)
        case "taggedaddresses":
            registration.taggedAddresses = try CatalogService.TaggedAddress.list(field)
        case "weights": weights = try ServiceWeights(field)
        case "check":
            if !field.value.isNull { checks.append(try CheckRegistration.Undecided(field)) }
        case "checks":
            for element in try field.elements("structs.CheckType") {
                checks.append(try CheckRegistration.Undecided(element))
            }
        case "kind": try field.read(into: &kind)
        case "token", "namespace", "ns", "proxy", "connect": break
        default: throw field.unknown
        }
    }
}

/// The weights in SRV answers.
struct ServiceWeights {
    /// While the instance passes.
    var passing = 0
    /// While it warns.
    var warning = 0

    /// Reads `{Passing, Warning}`; `nil` for `null`.
    init?(_ field: JSONField) throws(JSONError) {
        if field.value.isNull { return nil }
        for part in try field.fields("structs.Weights") {
            switch part.key {
            case "passing": try part.read(into: &passing)
            case "warning": try part.read(into: &warning)
            default: throw part.unknown
            }
        }
    }

    /// What is wrong with them (Consul, `ValidateWeights`).
    var problem: String? {
        if passing < 1 { return "Passing must be greater than 0" }
        if warning < 0 { return "Warning must be greater or equal than 0" }
        if passing > 65535 || warning > 65535 { return "DNS Weight must be between 0 and 65535" }
        return nil
    }
}

extension CatalogService.TaggedAddress {
    /// Reads a map from kinds to `{Address, Port}`, sorted by kind.
    static func list(_ field: JSONField) throws(JSONError) -> [CatalogService.TaggedAddress] {
        var list: [CatalogService.TaggedAddress] = []
        if field.value.isNull { return list }
        guard let object = field.value.object else {
            throw .mismatch(
                field.value.kind, field: field.name, type: "map[string]structs.ServiceAddress")
        }
        for member in object.members {
            var tagged = CatalogService.TaggedAddress(kind: member.name, address: "", port: 0)
            let value = JSONField(name: field.name, key: field.key, value: member.value)
            for part in try value.fields("structs.ServiceAddress") {
                switch part.key {
                case "address": try part.read(into: &tagged.address)
                case "port": try part.read(into: &tagged.port)
                default: throw part.unknown
                }
            }
            list.removeAll { $0.kind == tagged.kind }
            list.append(tagged)
        }
        return list.sorted { TextOrder.precedes($0.kind, $1.kind) }
    }
}

extension ServiceRegistration {
    /// Reads the body of `/v1/agent/service/register`.
    ///
    /// - Throws: what Consul answers to a body that is malformed or makes no service.
    init(_ object: JSONObject) throws(APIError) {
        let fields: ServiceFields
        do throws(JSONError) {
            fields = try ServiceFields(object)
        } catch {
            throw APIError.undecodable(error)
        }
        self = fields.registration
        if name.isEmpty { throw APIError.badRequest("Missing service name") }
        if ServiceRegistration.isAnyAddress(address) {
            throw APIError.badRequest("Invalid service address")
        }
        if let weights = fields.weights {
            if let problem = weights.problem {
                throw APIError.badRequest("Invalid Weights: \(problem)")
            }
            passingWeight = UInt16(clamping: weights.passing)
            warningWeight = UInt16(clamping: weights.warning)
        }
        if let problem = MetadataLimits.problem(of: meta) {
            throw APIError.badRequest("Invalid Service Meta: \(problem)")
        }
        if !fields.kind.isEmpty {
            throw APIError.badRequest("Invalid service kind: \(fields.kind) is not supported")
        }
        for check in fields.checks { checks.append(try check.registration()) }
    }

    /// Whether an address stands for every address of a host.
    static func isAnyAddress(_ address: String) -> Bool {
        address == "0.0.0.0" || address == "::" || address == "[::]"
    }
}

/// What metadata may look like (Consul, `ValidateMetadata`).
enum MetadataLimits {
    static let pairs = 64
    static let keyLength = 128
    static let valueLength = 512

    /// What is wrong with pairs of metadata.
    static func problem(of meta: [CatalogPair]) -> String? {
        if meta.count > pairs {
            return "Node metadata cannot contain more than \(pairs) key/value pairs"
        }
        for pair in meta {
            if let problem = problem(of: pair) {
                return "Couldn't load metadata pair ('\(pair.key)', '\(pair.value)'): \(problem)"
            }
        }
        return nil
    }

    private static func problem(of pair: CatalogPair) -> String? {
        if pair.key.isEmpty { return "Key cannot be blank" }
        if !pair.key.utf8.allSatisfy(isKeyByte) { return "Key contains invalid characters" }
        if pair.key.utf8.count > keyLength {
            return "Key is too long (limit: \(keyLength) characters)"
        }
        if pair.key.utf8.starts(with: "consul-".utf8) {
            return "Key prefix 'consul-' is reserved for internal use"
        }
        if pair.value.utf8.count > valueLength {
            return "Value is too long (limit: \(valueLength) characters)"
        }
        return nil
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
