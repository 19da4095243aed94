import LabNetwork

/// What a request asks of the agent itself (spec 4.4), decoded and validated.
enum AgentEndpoint: Hashable, Sendable {
    case `self`
    case members(isWAN: Bool)
    case join(address: String, isWAN: Bool)
    case leave
    case forceLeave(node: String, prunes: Bool)
    case reload
    case monitor
    case services(filter: FilterExpression?)
    /// One service; waits while its hash is the one given.
    case service(id: String, hash: String, wait: Interval)
    case checks(filter: FilterExpression?)
    case healthByServiceID(String, format: HealthFormat)
    case healthByServiceName(String, format: HealthFormat)
    case registerService(ServiceRegistration, replacesChecks: Bool)
    case deregisterService(id: String)
    case serviceMaintenance(id: String, isEnabled: Bool, reason: String)
    case nodeMaintenance(isEnabled: Bool, reason: String)
    case registerCheck(CheckRegistration)
    case deregisterCheck(id: String)
    case updateCheck(id: String, status: HealthStatus, output: String)

    /// How the health of the agent's services is answered.
    enum HealthFormat: Sendable {
        /// Objects of JSON.
        case json
        /// The word of the status.
        case text
    }
}
