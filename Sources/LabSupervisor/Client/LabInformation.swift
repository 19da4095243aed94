import LabModel
import LabNetwork
import LabRunner

/// What is known of a lab as a whole.
public struct LabInformation: Hashable, Codable, Sendable {
    /// The environment's name.
    public var environment = ""
    /// What its hosts are made of.
    public var backend = ""
    /// The lab's first process, as the user's machine numbers it.
    public var process: Int32 = 0
    /// The user's wall clock when the lab was made, in seconds since 1970.
    public var createdAt: Int64 = 0
    /// What the lab was built from, as it is now.
    public var topology: Topology?
    /// The hosts that the next `up` makes anew.
    public var tainted: [String] = []
    /// The ports that are reachable from the user's own network.
    public var published: [Publication] = []
    /// How limits on processors and memory are kept: `cgroup v1`, `cgroup v2`, or why not at all.
    public var limits = ""
    /// What runs the instructions of hosts that are machines, such as `kvm` or `tcg`.
    public var accelerator: String?
    /// The connection that makes the hosts, as libvirt writes it.
    public var connection: String?
    /// How frames get to hosts on other computers, in words.
    public var ways: [String] = []
    /// Whether the hosts can be kept for later labs, and have not been yet.
    public var savesHosts = false
    /// How many hosts have gone on from where an earlier lab saved them, in place of a boot.
    public var restoredHosts = 0
    /// What people should know of how the hosts came to be, a sentence each.
    public var notes: [String] = []

    /// A port of the user's machine that stands for a host's.
    public struct Publication: Hashable, Codable, Sendable {
        /// The port of the user's machine.
        public var port: UInt16
        /// The host.
        public var host: String
        /// The port of the host.
        public var hostPort: UInt16

        /// Makes a value.
        public init(port: UInt16, host: String, hostPort: UInt16) {
            self.port = port
            self.host = host
            self.hostPort = hostPort
        }
    }

    /// Makes a value that knows nothing.
    public init() {}
}

/// A fault that somebody injected and nobody has healed.
public struct FaultInForce: Hashable, Codable, Sendable {
    /// Its number in the lab.
    public var id: Int
    /// What it is, in the words of the scenario language.
    public var description: String
    /// When it began, on the lab's clock.
    public var since: Instant
    /// The fault itself, so that a later command can take its place or end a part of it.
    public var fault: ActiveFault?

    /// Makes a value.
    public init(id: Int, description: String, since: Instant, fault: ActiveFault? = nil) {
        self.id = id
        self.description = description
        self.since = since
        self.fault = fault
    }
}
