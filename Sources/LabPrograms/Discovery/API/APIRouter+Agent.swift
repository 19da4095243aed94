import LabNetwork
import LabProgram

extension APIRouter {
    func agent(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        switch endpoint {
        case .agentSelf: return .agent(.self)
        case .agentMembers:
            if flag("wan"), !request.query.first("segment").isEmpty {
                throw APIError.badRequest("Cannot provide a segment with wan=true")
            }
            return .agent(.members(isWAN: flag("wan")))
        case .agentJoin:
            return .agent(.join(address: argument, isWAN: flag("wan")))
        case .agentLeave: return .agent(.leave)
        case .agentForceLeave:
            return .agent(.forceLeave(node: argument, prunes: request.query.has("prune")))
        case .agentReload: return .agent(.reload)
        case .agentMonitor: return try monitor()
        case .agentMetrics: return .response(.json(APIRouter.metrics.encoded(request.style)))
        case .agentMaintenance:
            let isEnabled = try maintenanceIsEnabled()
            return .agent(
                .nodeMaintenance(isEnabled: isEnabled, reason: request.query.first("reason")))
        case .agentServices: return .agent(.services(filter: try filter(.service)))
        case .agentChecks: return .agent(.checks(filter: try filter(.check)))
        case .agentHealthByID, .agentHealthByName: return try health(endpoint)
        case .agentService, .agentServiceRegister, .agentServiceDeregister,
            .agentServiceMaintenance:
            return try service(endpoint)
        default: return try check(endpoint)
        }
    }

    private static let metrics: JSONValue = [
        "Timestamp": "", "Gauges": [], "Points": [], "Counters": [], "Samples": [],
    ]

    private func monitor() throws(APIError) -> APIRoute {
        let level = request.query.first("loglevel")
        let known = ["", "trace", "debug", "info", "warn", "err", "error"]
        guard known.contains(where: { $0.equalsIgnoringCase(level) }) else {
            throw APIError.badRequest("Bad request: Unknown log level: \(level)")
        }
        return .agent(.monitor)
    }

    private func health(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        let format: AgentEndpoint.HealthFormat =
            request.query.first("format") == "text" ? .text : .json
        if endpoint == .agentHealthByID {
            let id = try requiredArgument("Missing serviceID")
            return .agent(.healthByServiceID(id, format: format))
        }
        let name = try requiredArgument("Missing service Name")
        return .agent(.healthByServiceName(name, format: format))
    }

    private func maintenanceIsEnabled() throws(APIError) -> Bool {
        guard request.query.has("enable") else {
            throw APIError.badRequest("Missing value for enable")
        }
        let value = request.query.first("enable")
        guard let isEnabled = GoBool.parse(value) else {
            throw APIError.badRequest("Invalid value for enable: \"\(value)\"")
        }
        return isEnabled
    }

    private func service(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        let query = request.query
        switch endpoint {
        case .agentServiceRegister:
            let registration = try ServiceRegistration(try request.object())
            var replacesChecks = false
            if query.has("replace-existing-checks") {
                let value = query.first("replace-existing-checks")
                replacesChecks = value.isEmpty || GoBool.parse(value) == true
            }
            return .agent(.registerService(registration, replacesChecks: replacesChecks))
        case .agentServiceDeregister:
            if argument.isEmpty { throw APIError.missingServiceID }
            return .agent(.deregisterService(id: argument))
        case .agentServiceMaintenance:
            let id = try requiredArgument("Missing service ID")
            let isEnabled = try maintenanceIsEnabled()
            return .agent(
                .serviceMaintenance(
                    id: id, isEnabled: isEnabled, reason: query.first("reason")))
        default:
            let options = try ReadOptions(request)
            return .agent(
                .service(
                    id: try requiredArgument("Missing service ID"), hash: query.first("hash"),
                    wait: options.wait))
        }
    }

    private func check(_ endpoint: APIPath) throws(APIError) -> APIRoute {
        switch endpoint {
        case .agentCheckRegister:
            return .agent(.registerCheck(try CheckRegistration(try request.object())))
        case .agentCheckDeregister: return .agent(.deregisterCheck(id: argument))
        case .agentCheckPass: return update(.passing)
        case .agentCheckWarn: return update(.warning)
        case .agentCheckFail: return update(.critical)
        default:
            let update = try CheckUpdate(try request.object())
            return .agent(
                .updateCheck(id: argument, status: update.status, output: update.output))
        }
    }

    private func update(_ status: HealthStatus) -> APIRoute {
        .agent(
            .updateCheck(id: argument, status: status, output: request.query.first("note")))
    }
}

/// The body of `/v1/agent/check/update`.
struct CheckUpdate {
    /// How many bytes of the output are kept (Consul, `DefaultBufSize`).
    static let outputLimit = 4096

    /// The status.
    var status: HealthStatus
    /// The output, cut at the limit.
    var output = ""

    /// Reads the body.
    init(_ object: JSONObject) throws(APIError) {
        var word = ""
        do throws(JSONError) {
            for field in object.fields {
                switch field.key {
                case "status": try field.read(into: &word)
                case "output": try field.read(into: &output)
                default: throw field.unknown
                }
            }
        } catch {
            throw APIError.undecodable(error)
        }
        guard let status = HealthStatus(word: word) else {
            throw APIError.badRequest("Invalid check status: '\(word)'")
        }
        self.status = status
        let size = output.utf8.count
        if size > CheckUpdate.outputLimit {
            let kept = String(decoding: output.utf8.prefix(CheckUpdate.outputLimit), as: UTF8.self)
            output = "\(kept) ... (captured \(CheckUpdate.outputLimit) of \(size) bytes)"
        }
    }
}
