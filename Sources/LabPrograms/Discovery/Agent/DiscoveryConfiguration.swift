import LabNetwork

/// How a discovery agent is set up; the defaults are Consul's (spec 2.2, 2.3 and appendix A).
public struct DiscoveryConfiguration: Sendable {
    /// Whether an agent has a vote and a copy of the catalog.
    public enum Role: String, Sendable, CaseIterable {
        /// It holds the catalog and takes part in the consensus.
        case server
        /// It keeps its own registrations and asks a server for everything else.
        case client
    }

    /// The ports that an agent listens on.
    public struct Ports: Hashable, Sendable {
        /// DNS, on UDP and TCP.
        public var dns: UInt16 = 8600
        /// The HTTP API.
        public var http: UInt16 = 8500
        /// Consensus and requests between agents, on TCP; servers only.
        public var server: UInt16 = 8300
        /// Gossip within a datacenter, on UDP and TCP.
        public var serfLAN: UInt16 = 8301
        /// Gossip between the servers of all datacenters, on UDP and TCP.
        public var serfWAN: UInt16 = 8302

        /// Makes Consul's default ports.
        public init() {}
    }

    /// The timing of a gossip pool (Consul's `gossip_lan` and `gossip_wan`).
    public enum GossipPreset: String, Sendable, CaseIterable {
        /// For one network: probes every second.
        case lan
        /// For loopback: memberlist's local profile.
        case local
        /// Consul's development mode: probes ten times a second.
        case development
        /// For links between sites: probes every five seconds.
        case wan
    }

    /// Whether the agent is a server or a client.
    public var role: Role
    /// The node's name; the host's where it is `nil`.
    public var nodeName: String?
    /// The datacenter, in lower case.
    public var datacenter = "dc1"
    /// The domain that DNS answers for.
    public var domain = "consul"
    /// Whether this server elects itself as the first of its datacenter.
    public var isBootstrap = false
    /// How many servers must be there before they elect their first leader; 0 for waiting until
    /// others add this one.
    public var bootstrapExpect = 0
    /// The address that others are told; the host's first where it is `nil`.
    public var advertiseAddress: IPv4Address?
    /// Members to join when the agent starts, again and again until one answers.
    public var retryJoin: [Endpoint] = []
    /// The pause between two attempts to join.
    public var retryInterval = Interval.seconds(30)
    /// How many attempts to join there are before the agent gives up and ends; 0 for no end.
    public var retryLimit = 0
    /// Servers of other datacenters to join, as `retryJoin`.
    public var retryJoinWAN: [Endpoint] = []
    /// The pause between two attempts to join other datacenters.
    public var retryIntervalWAN = Interval.seconds(30)
    /// Whether an orderly stop makes the agent leave; clients do and servers don't by default.
    public var leaveOnTerminate: Bool
    /// Whether an agent that left joins again when it is started again.
    public var rejoinAfterLeave = false
    /// The ports.
    public var ports = Ports()
    /// What the consensus' times are multiplied by, from 1 to 10 (`performance.raft_multiplier`).
    public var raftMultiplier = 5
    /// How long a request waits for a leader (`performance.rpc_hold_timeout`).
    public var holdTimeout = Interval.seconds(7)
    /// How long a server that leaves still answers (`performance.leave_drain_time`).
    public var leaveDrainTime = Interval.seconds(5)
    /// The timing of the datacenter's gossip pool.
    public var gossip = GossipPreset.lan
    /// Whether gossip uses Lifeguard (Dadgar, Phillips and Currey, 2018).
    public var usesLifeguard = true
    /// The settings of the DNS interface.
    public var dns = DNSConfiguration()
    /// Services that are registered at each start.
    public var services: [ServiceRegistration] = []
    /// Checks that are registered at each start.
    public var checks: [CheckRegistration] = []
    /// The node's metadata, sorted by key.
    public var nodeMeta: [CatalogPair] = []
    /// Around how long a change of a check's output alone waits until the catalog shows it.
    public var checkUpdateInterval = Interval.minutes(5)
    /// How many bytes of a check's output are kept.
    public var checkOutputLimit = 4096
    /// How long a blocking query waits where its client does not say (`default_query_time`).
    public var defaultQueryTime = Interval.seconds(300)
    /// How long a blocking query waits at most (`max_query_time`).
    public var maximumQueryTime = Interval.seconds(600)
    /// How the leader looks after the servers.
    public var autopilot = AutopilotConfiguration()

    /// Makes the configuration of an agent that has nobody to join.
    ///
    /// - Parameters:
    ///   - role: whether it is a server or a client.
    ///   - retryJoin: members to join.
    public init(role: Role, retryJoin: [Endpoint] = []) {
        self.role = role
        self.retryJoin = retryJoin
        leaveOnTerminate = role == .client
    }
}
