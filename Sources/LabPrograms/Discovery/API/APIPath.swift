/// A path of the HTTP API; the raw value of one that takes an argument ends in a slash.
enum APIPath: String, CaseIterable, Sendable {
    case agentSelf = "/v1/agent/self"
    case agentMembers = "/v1/agent/members"
    case agentJoin = "/v1/agent/join/"
    case agentLeave = "/v1/agent/leave"
    case agentForceLeave = "/v1/agent/force-leave/"
    case agentReload = "/v1/agent/reload"
    case agentMonitor = "/v1/agent/monitor"
    case agentMetrics = "/v1/agent/metrics"
    case agentMaintenance = "/v1/agent/maintenance"
    case agentServices = "/v1/agent/services"
    case agentService = "/v1/agent/service/"
    case agentChecks = "/v1/agent/checks"
    case agentHealthByID = "/v1/agent/health/service/id/"
    case agentHealthByName = "/v1/agent/health/service/name/"
    case agentServiceRegister = "/v1/agent/service/register"
    case agentServiceDeregister = "/v1/agent/service/deregister/"
    case agentServiceMaintenance = "/v1/agent/service/maintenance/"
    case agentCheckRegister = "/v1/agent/check/register"
    case agentCheckDeregister = "/v1/agent/check/deregister/"
    case agentCheckPass = "/v1/agent/check/pass/"
    case agentCheckWarn = "/v1/agent/check/warn/"
    case agentCheckFail = "/v1/agent/check/fail/"
    case agentCheckUpdate = "/v1/agent/check/update/"
    case catalogRegister = "/v1/catalog/register"
    case catalogDeregister = "/v1/catalog/deregister"
    case catalogDatacenters = "/v1/catalog/datacenters"
    case catalogNodes = "/v1/catalog/nodes"
    case catalogServices = "/v1/catalog/services"
    case catalogService = "/v1/catalog/service/"
    case catalogNode = "/v1/catalog/node/"
    case catalogNodeServices = "/v1/catalog/node-services/"
    case coordinateDatacenters = "/v1/coordinate/datacenters"
    case coordinateNodes = "/v1/coordinate/nodes"
    case eventFire = "/v1/event/fire/"
    case eventList = "/v1/event/list"
    case healthNode = "/v1/health/node/"
    case healthChecks = "/v1/health/checks/"
    case healthState = "/v1/health/state/"
    case healthService = "/v1/health/service/"
    case keyValue = "/v1/kv/"
    case operatorRaftConfiguration = "/v1/operator/raft/configuration"
    case operatorRaftPeer = "/v1/operator/raft/peer"
    case operatorAutopilotConfiguration = "/v1/operator/autopilot/configuration"
    case operatorAutopilotHealth = "/v1/operator/autopilot/health"
    case sessionCreate = "/v1/session/create"
    case sessionDestroy = "/v1/session/destroy/"
    case sessionRenew = "/v1/session/renew/"
    case sessionInfo = "/v1/session/info/"
    case sessionNode = "/v1/session/node/"
    case sessionList = "/v1/session/list"
    case statusLeader = "/v1/status/leader"
    case statusPeers = "/v1/status/peers"
    case transaction = "/v1/txn"

    private static let byPath = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// The endpoint of a path, the longest first, and what stands behind it.
    static func find(_ path: String) -> (endpoint: APIPath, argument: String)? {
        if let endpoint = byPath[path] { return (endpoint, "") }
        var end = path.endIndex
        while let slash = path[..<end].lastIndex(of: "/") {
            let next = path.index(after: slash)
            if let endpoint = byPath[String(path[..<next])] {
                return (endpoint, String(path[next...]))
            }
            end = slash
        }
        return nil
    }

    /// The methods that it allows.
    var methods: [String] {
        switch self {
        case .agentJoin, .agentLeave, .agentForceLeave, .agentReload, .agentMaintenance,
            .agentServiceRegister, .agentServiceDeregister, .agentServiceMaintenance,
            .agentCheckRegister, .agentCheckDeregister, .agentCheckPass, .agentCheckWarn,
            .agentCheckFail, .agentCheckUpdate, .catalogRegister, .catalogDeregister, .eventFire,
            .sessionCreate, .sessionDestroy, .sessionRenew, .transaction:
            ["PUT"]
        case .keyValue: ["GET", "PUT", "DELETE"]
        case .operatorRaftPeer: ["DELETE"]
        case .operatorAutopilotConfiguration: ["GET", "PUT"]
        default: ["GET"]
        }
    }
}
