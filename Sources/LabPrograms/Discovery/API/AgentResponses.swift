import LabNetwork
import LabProgram

/// The answers of the agent's own endpoints, out of what the agent supplies.
enum AgentResponses {
    /// `/v1/agent/services`: a map by id.
    static func services(
        _ services: [CatalogService], filter: FilterExpression?, style: JSONStyle
    ) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginObject()
        for service in services.sorted(by: { TextOrder.precedes($0.id, $1.id) })
        where filter?.admits({ $0.agentService(service) }) ?? true {
            writer.key(escaping: service.id)
            writer.agentService(service)
        }
        writer.endObject()
        return .json(writer.finished())
    }

    /// `/v1/agent/service/<id>`: one service with its hash.
    static func service(_ service: CatalogService, style: JSONStyle) -> HTTPResponse {
        let hash = contentHash(of: service)
        var writer = JSONWriter(style: style)
        writer.agentService(service, contentHash: hash)
        var response = HTTPResponse.json(writer.finished())
        response.headers.append(HTTPHeader("X-Consul-Contenthash", hash))
        return response
    }

    /// 16 hexadecimal digits that change with the service's definition.
    static func contentHash(of service: CatalogService) -> String {
        var writer = JSONWriter()
        writer.agentService(service)
        let digits = String(FNV.hash(writer.finished()), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// `/v1/agent/checks`: a map by id, without indexes.
    static func checks(
        _ checks: [CatalogCheck], filter: FilterExpression?, style: JSONStyle
    ) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginObject()
        for check in checks.sorted(by: { TextOrder.precedes($0.id, $1.id) })
        where filter?.admits({ $0.check(check.withoutIndexes) }) ?? true {
            writer.key(escaping: check.id)
            writer.check(check.withoutIndexes)
        }
        writer.endObject()
        return .json(writer.finished())
    }

    /// `/v1/agent/members`; `nil` for `null`, as clients answer for the WAN.
    static func members(_ members: [AgentMember]?, style: JSONStyle) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        if let members {
            writer.beginArray()
            for member in members { writer.member(member) }
            writer.endArray()
        } else {
            writer.null()
        }
        return .json(writer.finished())
    }

    /// `/v1/agent/self`.
    static func description(_ agent: AgentDescription, style: JSONStyle) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.agent(agent)
        return .json(writer.finished())
    }

    // MARK: Health

    /// `/v1/agent/health/service/id/<id>`; `nil` for a service that is not there.
    static func health(
        ofID id: String, _ health: AgentServiceHealth?, format: AgentEndpoint.HealthFormat,
        style: JSONStyle
    ) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        guard let health else {
            let reason = "ServiceId \(id) not found"
            writer.beginObject()
            writer.member("AggregatedStatus", "critical")
            writer.key("Service")
            writer.null()
            writer.key("Checks")
            writer.null()
            writer.endObject()
            return answer(404, reason, format == .text ? nil : writer.finished())
        }
        writer.health(health)
        let status = health.status
        return answer(status.code, status.rawValue, format == .text ? nil : writer.finished())
    }

    /// `/v1/agent/health/service/name/<name>`; the worst status decides.
    static func health(
        ofName name: String, _ healths: [AgentServiceHealth],
        format: AgentEndpoint.HealthFormat, style: JSONStyle
    ) -> HTTPResponse {
        var writer = JSONWriter(style: style)
        writer.beginArray()
        for health in healths { writer.health(health) }
        writer.endArray()
        let body = format == .text ? nil : writer.finished()
        if healths.isEmpty { return answer(404, "ServiceName \(name) Not Found", body) }
        let worst = healths.map(\.status).max { $0.severity < $1.severity } ?? .passing
        return answer(worst.code, worst.rawValue, body)
    }

    /// - Parameter json: the body; `nil` for the reason as text.
    private static func answer(_ status: Int, _ reason: String, _ json: [UInt8]?) -> HTTPResponse {
        var response: HTTPResponse
        if let json {
            response = .json(json, status: status)
        } else {
            response = HTTPResponse(
                status: status,
                headers: [
                    HTTPHeader("Content-Type", "text/plain"),
                    HTTPHeader("Vary", "Accept-Encoding"),
                ], body: Array(reason.utf8))
        }
        response.headers.append(HTTPHeader("X-Consul-Reason", reason))
        return response
    }
}

/// A service of an agent with the checks that count for it: the node's and its own.
struct AgentServiceHealth: Hashable, Sendable {
    /// The service.
    var service: CatalogService
    /// The checks.
    var checks: [CatalogCheck]

    /// The status of all of them together.
    var status: AggregatedStatus { AggregatedStatus(of: checks) }
}

/// The status of several checks together (Consul, `HealthChecks.AggregatedStatus`).
enum AggregatedStatus: String, Sendable {
    case passing, warning, critical, maintenance

    /// The prefix of the id of the check that stands for maintenance of a node.
    static let nodeMaintenance = "_node_maintenance"
    /// The prefix of the id of the check that stands for maintenance of a service.
    static let serviceMaintenance = "_service_maintenance:"

    /// The worst status; maintenance outweighs all, and no checks at all pass.
    init(of checks: [CatalogCheck]) {
        var worst = HealthStatus.passing
        for check in checks {
            if check.id == AggregatedStatus.nodeMaintenance
                || check.id.hasPrefix(AggregatedStatus.serviceMaintenance)
            {
                self = .maintenance
                return
            }
            worst = max(worst, check.status)
        }
        switch worst {
        case .passing: self = .passing
        case .warning: self = .warning
        case .critical: self = .critical
        }
    }

    /// The status code of `/v1/agent/health`.
    var code: Int {
        switch self {
        case .passing: 200
        case .warning: 429
        case .critical, .maintenance: 503
        }
    }

    fileprivate var severity: Int {
        switch self {
        case .passing: 0
        case .warning: 1
        case .critical: 2
        case .maintenance: 3
        }
    }
}

extension CatalogCheck {
    fileprivate var withoutIndexes: CatalogCheck {
        var check = self
        check.createIndex = 0
        check.modifyIndex = 0
        return check
    }
}
