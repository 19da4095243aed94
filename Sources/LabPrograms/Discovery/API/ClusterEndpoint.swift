import LabNetwork

/// What a request asks about the cluster (spec 4.7, 4.11).
enum ClusterEndpoint: Hashable, Sendable {
    case datacenters
    case leader
    case peers
    case raftConfiguration(Consistency)
    /// One of address and id is empty.
    case removePeer(address: String, id: String)
    case autopilotHealth
    case autopilotConfiguration
    case setAutopilotConfiguration(AutopilotChange, compareIndex: UInt64?)
}

/// What a request changes of the configuration of autopilot; `nil` for Consul's default.
struct AutopilotChange: Hashable, Sendable {
    var cleansUpDeadServers: Bool?
    var lastContactThreshold: Interval?
    var trailingLogsLimit: UInt64?
    var minimumQuorum: Int?
    var serverStabilizationTime: Interval?
}

/// What a request asks about user events (spec 4.11).
enum EventEndpoint: Hashable, Sendable {
    /// Sends an event; the agent gives it its id.
    case fire(UserEvent)
    /// The last events, of a name if it is not empty.
    case list(name: String, minimumIndex: UInt64, wait: Interval)
}

/// A request to keep a session alive.
struct SessionRenewal: Hashable, Sendable {
    /// The session's id.
    var id: String
    /// How the answer is laid out.
    var style: JSONStyle
}
