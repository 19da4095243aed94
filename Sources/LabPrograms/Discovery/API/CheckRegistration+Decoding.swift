import LabNetwork

/// The fields of a check's definition before it is known which kind of check they make.
private struct CheckFields {
    var id = ""
    var name = ""
    var notes = ""
    var status = ""
    var serviceID = ""
    var arguments: [String] = []
    var http = CheckRegistration.HTTPTest(url: "")
    var tcp = ""
    var grpc = ""
    var grpcUsesTLS = false
    var container = ""
    var shell = ""
    var aliasNode = ""
    var aliasService = ""
    var timeToLive = Interval.zero
    var interval = Interval.zero
    var timeout: Interval?
    var deregisterAfter: Interval?
    var successBeforePassing = 0
    var failuresBeforeCritical = 0
    var outputMaxSize = 0

    init(_ fields: [JSONField]) throws(JSONError) {
        for field in fields {
            if try !readAbout(field), try !readTest(field) { throw field.unknown }
        }
    }

    /// - Returns: whether the field says what the check is about.
    private mutating func readAbout(_ field: JSONField) throws(JSONError) -> Bool {
        switch field.key {
        case "id", "checkid": try field.read(into: &id)
        case "name": try field.read(into: &name)
        case "notes": try field.read(into: &notes)
        case "status": try field.read(into: &status)
        case "serviceid": try field.read(into: &serviceID)
        case "deregistercriticalserviceafter": try field.read(into: &deregisterAfter)
        case "successbeforepassing": try field.read(into: &successBeforePassing)
        case "failuresbeforecritical": try field.read(into: &failuresBeforeCritical)
        case "outputmaxsize": try field.read(into: &outputMaxSize)
        case "token", "namespace", "ns": break
        default: return false
        }
        return true
    }

    /// - Returns: whether the field says what is tested.
    private mutating func readTest(_ field: JSONField) throws(JSONError) -> Bool {
        switch field.key {
        case "args", "scriptargs": try field.read(into: &arguments)
        case "http": try field.read(into: &http.url)
        case "method": try field.read(into: &http.method)
        case "header": http.headers = try CheckFields.headers(field)
        case "body": try field.read(into: &http.body)
        case "tcp": try field.read(into: &tcp)
        case "grpc": try field.read(into: &grpc)
        case "grpcusetls": try field.read(into: &grpcUsesTLS)
        case "dockercontainerid": try field.read(into: &container)
        case "shell": try field.read(into: &shell)
        case "aliasnode": try field.read(into: &aliasNode)
        case "aliasservice": try field.read(into: &aliasService)
        case "interval": try field.read(into: &interval)
        case "timeout": try field.read(into: &timeout)
        case "ttl": try field.read(into: &timeToLive)
        case "tlsskipverify": break
        default: return false
        }
        return true
    }

    /// A map from names to lists of values.
    private static func headers(_ field: JSONField) throws(JSONError) -> [CatalogPair] {
        var headers: [CatalogPair] = []
        if field.value.isNull { return headers }
        guard let object = field.value.object else {
            throw .mismatch(field.value.kind, field: field.name, type: "map[string][]string")
        }
        for member in object.members {
            var values: [String] = []
            try JSONField(name: field.name, key: field.key, value: member.value)
                .read(into: &values)
            headers += values.map { CatalogPair(member.name, $0) }
        }
        return headers
    }

    // MARK: Meaning

    private var isScript: Bool { !arguments.isEmpty }
    private var isAlias: Bool { !aliasNode.isEmpty || !aliasService.isEmpty }

    /// What is wrong with the check (Consul, `CheckType.Validate`).
    var problem: String? {
        let hasInterval = isScript || !http.url.isEmpty || !tcp.isEmpty || !grpc.isEmpty
        if interval > .zero && timeToLive > .zero {
            return "Interval and TTL cannot both be specified"
        }
        if hasInterval && interval <= .zero {
            return "Interval must be > 0 for Script, HTTP, or TCP checks"
        }
        if hasInterval && isAlias { return "Interval cannot be set for Alias checks" }
        if isAlias && timeToLive > .zero { return "TTL must be not be set for Alias checks" }
        if !hasInterval && !isAlias && timeToLive <= .zero {
            return "TTL must be > 0 for TTL checks"
        }
        if outputMaxSize < 0 { return "MaxOutputMaxSize must be positive" }
        return nil
    }

    private var kind: CheckRegistration.Kind {
        if !http.url.isEmpty {
            var test = http
            if test.method.isEmpty { test.method = "GET" }
            return .http(test)
        }
        if !tcp.isEmpty { return .tcp(tcp) }
        if !grpc.isEmpty { return .grpc(target: grpc, usesTLS: grpcUsesTLS) }
        if !container.isEmpty {
            return .docker(container: container, arguments: arguments, shell: shell)
        }
        if isScript { return .script(arguments: arguments) }
        if isAlias { return .alias(node: aliasNode, service: aliasService) }
        return .ttl(timeToLive)
    }

    /// The check that the fields make.
    var registration: CheckRegistration {
        var check = CheckRegistration(
            id: id, name: name, kind: kind, interval: interval, timeout: timeout,
            serviceID: serviceID, status: HealthStatus(word: status))
        check.notes = notes
        check.deregisterCriticalServiceAfter = deregisterAfter
        check.successBeforePassing = max(successBeforePassing, 0)
        check.failuresBeforeCritical = max(failuresBeforeCritical, 0)
        check.outputMaxSize = outputMaxSize > 0 ? outputMaxSize : nil
        return check
    }
}

extension CheckRegistration {
    /// Reads the body of `/v1/agent/check/register`.
    ///
    /// - Throws: what Consul answers to a body that is malformed or makes no check.
    init(_ object: JSONObject) throws(APIError) {
        let fields: CheckFields
        do throws(JSONError) {
            fields = try CheckFields(object.fields)
        } catch {
            throw APIError.undecodable(error)
        }
        if fields.name.isEmpty { throw APIError.badRequest("Missing check name") }
        if !fields.status.isEmpty && HealthStatus(word: fields.status) == nil {
            throw APIError.badRequest("Bad check status")
        }
        if let problem = fields.problem {
            throw APIError.badRequest("Invalid check: \(problem)")
        }
        self = fields.registration
    }

    /// Checks of a service that have been decoded, but not looked at.
    struct Undecided {
        private let fields: CheckFields

        init(_ field: JSONField) throws(JSONError) {
            fields = try CheckFields(try field.fields("structs.CheckType"))
        }

        /// Looks at the check.
        func registration() throws(APIError) -> CheckRegistration {
            if let problem = fields.problem {
                throw APIError.badRequest("Invalid check: \(problem)")
            }
            if !fields.status.isEmpty && HealthStatus(word: fields.status) == nil {
                throw APIError.badRequest(
                    "Status for checks must 'passing', 'warning', 'critical'")
            }
            return fields.registration
        }
    }
}
