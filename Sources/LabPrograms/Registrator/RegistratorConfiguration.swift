import LabNetwork

/// How a registrator works; the names and defaults are those of gliderlabs/registrator v7.
public struct RegistratorConfiguration: Hashable, Sendable {
    /// Where services are registered.
    public enum Registry: Hashable, Sendable {
        /// The agent's own services (`consul://host:port`).
        case consul
        /// Keys `<prefix>/<name>/<id>` in the key-value store (`consulkv://host:port/prefix`).
        case consulKV(prefix: String)
    }

    /// When the services of a container that has ended are removed.
    public enum Deregistration: String, Sendable {
        /// Whatever its exit code (`always`).
        case always
        /// Only after an exit code of 0 or a signal (`on-success`).
        case onSuccess = "on-success"
    }

    /// Where services are registered.
    public var registry: Registry
    /// Where the registry's HTTP interface is.
    public var endpoint: Endpoint
    /// The name that ids begin with; `nil` for the host's.
    public var hostname: String?
    /// The address of every service, whatever its container says (`-ip`).
    public var address: String?
    /// Whether a container's own address and port are registered, not the host's (`-internal`).
    public var usesInternalPorts: Bool
    /// Whether only containers with a `SERVICE_NAME` are registered (`-explicit`).
    public var isExplicit: Bool
    /// The label that a container's address is taken from (`-useIpFromLabel`).
    public var addressLabel: String?
    /// What is added to the tags of every service, with commas between (`-tags`).
    public var tags: String
    /// The time from one full registration to the next; `nil` for never (`-resync`).
    public var resyncInterval: Interval?
    /// Whether services of this host that no container stands for are removed (`-cleanup`).
    public var removesDanglingServices: Bool
    /// When the services of a container that has ended are removed (`-deregister`).
    public var deregistration: Deregistration
    /// How often the registry is asked again at the start; `nil` for ever (`-retry-attempts`).
    public var retryAttempts: Int?
    /// How long from one question to the next at the start (`-retry-interval`).
    public var retryInterval: Interval
    /// Whether it works as in 2015: no address is registered, so the node's counts; a name given
    /// by `SERVICE_NAME` gets no port appended; dangling services are left alone.
    public var isLegacy: Bool

    /// Makes the configuration of a registrator without options.
    public init(registry: Registry = .consul, endpoint: Endpoint = Endpoint(.loopback, 8500)) {
        self.registry = registry
        self.endpoint = endpoint
        usesInternalPorts = false
        isExplicit = false
        tags = ""
        removesDanglingServices = false
        deregistration = .always
        retryAttempts = 0
        retryInterval = .milliseconds(2000)
        isLegacy = false
    }
}
