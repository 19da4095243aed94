/// What gossip must say of the cluster.
public struct MembersCheck: Hashable, Sendable {
    /// Exactly these must be alive, where it is said.
    public var alive: [Target]?
    /// Exactly these must have failed, where it is said.
    public var failed: [Target]?
    /// Exactly these must have left, where it is said.
    public var left: [Target]?
    /// Whether the pool between datacenters is asked about.
    public var wan: Bool
    /// The host whose agent is asked; every agent that is up where there is none.
    public var from: Target?

    /// Makes a check that asks for nothing.
    public init() { wan = false }
}

/// Whether somebody leads.
public struct LeaderCheck: Hashable, Sendable {
    /// What must be so.
    public enum State: String, Sendable {
        /// Exactly one leader.
        case one
        /// None.
        case none
        /// One, and another one than when the step began.
        case changed
    }

    /// What must be so.
    public var state: State
    /// The servers that may lead; any where there are none.
    public var among: [Target]
    /// The host whose agent is asked; the servers themselves where there is none.
    public var from: Target?

    /// Makes a check.
    public init(state: State, among: [Target] = [], from: Target? = nil) {
        self.state = state
        self.among = among
        self.from = from
    }
}

/// What the catalog must hold of a service; as `health`, by the status of its instances.
public struct InstancesCheck: Hashable, Sendable {
    /// How many instances there must be, or which ones.
    public enum Instances: Hashable, Sendable {
        case count(Bound)
        /// Exactly these, as hosts, addresses or `host/service`.
        case exactly([String])
    }

    /// The service's name in the catalog.
    public var service: String
    /// All its instances.
    public var instances: Instances?
    /// Those whose checks all pass.
    public var passing: Instances?
    /// Those whose worst check is a warning.
    public var warning: Instances?
    /// Those with a critical check.
    public var critical: Instances?
    /// Tags that every instance must carry.
    public var tags: [String]
    /// The host whose agent is asked; the first one that is up where there is none.
    public var from: Target?

    /// Makes a check of a service's instances.
    public init(service: String) {
        self.service = service
        tags = []
    }
}

/// What the discovery service's store must hold under a key.
public struct KeyCheck: Hashable, Sendable {
    /// The key.
    public var key: String
    /// What its value must be; `nil` for a key that must not exist.
    public var value: TextPattern?
    /// The host whose agent is asked; the first one that is up where there is none.
    public var from: Target?

    /// Makes a check.
    public init(key: String, value: TextPattern?, from: Target? = nil) {
        self.key = key
        self.value = value
        self.from = from
    }
}
