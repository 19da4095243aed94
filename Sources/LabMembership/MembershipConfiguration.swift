import LabNetwork
import LabProgram

/// The timing and the rules of a pool.
///
/// The defaults are those of a LAN pool of Consul 1.8: memberlist's `DefaultLANConfig` with
/// Consul's changes, and serf's `DefaultConfig`.
public struct MembershipConfiguration: Hashable, Sendable {
    /// The port of packets and of streams (Consul, `ports.serf_lan`).
    public var port: UInt16 = 8301

    /// How often a member is probed (memberlist, `ProbeInterval`).
    public var probeInterval = Interval.seconds(1)
    /// How long a direct answer may take (memberlist, `ProbeTimeout`).
    public var probeTimeout = Interval.milliseconds(500)
    /// How many others are asked to probe when the direct answer is late (`IndirectChecks`).
    public var indirectChecks = 3
    /// How many probe intervals a suspect has at least to refute, × log10 n (`SuspicionMult`).
    public var suspicionMultiplier = 4
    /// How many times longer it has when nobody confirms (`SuspicionMaxTimeoutMult`).
    public var suspicionMaximumMultiplier = 6
    /// One more than the worst health score (memberlist, `AwarenessMaxMultiplier`).
    public var awarenessLimit = 8
    /// Whether the extensions of the Lifeguard paper are on: the agent's awareness of its own
    /// health, refusals of indirect probes, suspicion that confirmations shorten, and telling a
    /// suspect so when it is probed.
    ///
    /// Without them this is SWIM with suspicion: a suspect has a fixed time.
    public var lifeguard = true
    /// Whether a member is also tried over TCP when it does not answer (`DisableTcpPings`).
    public var usesStreamPings = true

    /// How often news is passed on (memberlist, `GossipInterval`).
    public var gossipInterval = Interval.milliseconds(200)
    /// To how many members each time (memberlist, `GossipNodes`).
    public var gossipNodes = 3
    /// For how long after its death a member is still sent news (`GossipToTheDeadTime`).
    public var gossipToTheDead = Interval.seconds(30)
    /// How often a piece of news is sent, × ceil(log10(n + 1)) (memberlist, `RetransmitMult`).
    public var retransmitMultiplier = 4
    /// The largest packet in bytes (memberlist, `UDPBufferSize`).
    public var packetLimit = 1400
    /// How often the whole state is exchanged with one member, scaled by log2 n
    /// (memberlist, `PushPullInterval`).
    public var pushPullInterval = Interval.seconds(30)
    /// How long a connection may take (memberlist, `TCPTimeout`).
    public var streamTimeout = Interval.seconds(10)
    /// After how long a dead member's name may come back with another address
    /// (memberlist, `DeadNodeReclaimTime`; Consul sets it).
    public var deadNodeReclaim = Interval.seconds(30)

    /// How often old members are looked for (serf, `ReapInterval`).
    public var reapInterval = Interval.seconds(15)
    /// How often a failed member may be tried again (serf, `ReconnectInterval`).
    public var reconnectInterval = Interval.seconds(30)
    /// For how long a failed member is remembered (Consul, `reconnect_timeout`).
    public var reconnectTimeout = Interval.hours(72)
    /// For how long a member that left is remembered (serf, `TombstoneTimeout`).
    public var tombstoneTimeout = Interval.hours(24)
    /// For how long news of unknown members is kept (serf, `RecentIntentTimeout`).
    public var recentIntentTimeout = Interval.minutes(5)
    /// How long the word of a leave may take to get out (serf, `BroadcastTimeout`).
    public var broadcastTimeout = Interval.seconds(5)
    /// How long an agent stays after its leave is out (serf, `LeavePropagateDelay`; Consul: 3 s).
    public var leavePropagateDelay = Interval.seconds(3)

    /// How long to wait before the addresses given to `start` are tried again
    /// (Consul, `retry_interval`).
    public var retryJoinInterval = Interval.seconds(30)
    /// Whom the pool takes in.
    public var mergeRule = MergeRule.anyone
    /// Where the members known are kept over a restart (Consul, `serf/local.snapshot`).
    public var snapshot: StoreFile?
    /// Whether a restart rejoins even after a leave (Consul, `rejoin_after_leave`).
    public var rejoinsAfterLeave = false
    /// What log lines begin with, such as `agent.server`; nothing is put before when it is empty.
    public var logName = ""
    /// The pool's name in log lines.
    public var poolName = "lan"

    /// Makes the configuration of a LAN pool.
    public init() {}

    /// A LAN pool (memberlist, `DefaultLANConfig`).
    public static let lan = MembershipConfiguration()

    /// A WAN pool (memberlist, `DefaultWANConfig`; the fan-out is Consul's).
    public static let wan: MembershipConfiguration = {
        var configuration = MembershipConfiguration()
        configuration.port = 8302
        configuration.probeInterval = .seconds(5)
        configuration.probeTimeout = .seconds(3)
        configuration.suspicionMultiplier = 6
        configuration.gossipInterval = .milliseconds(500)
        configuration.gossipToTheDead = .seconds(60)
        configuration.pushPullInterval = .seconds(60)
        configuration.streamTimeout = .seconds(30)
        configuration.poolName = "wan"
        return configuration
    }()

    /// Agents on one machine (memberlist, `DefaultLocalConfig`).
    public static let local: MembershipConfiguration = {
        var configuration = MembershipConfiguration()
        configuration.probeTimeout = .milliseconds(200)
        configuration.indirectChecks = 1
        configuration.suspicionMultiplier = 3
        configuration.gossipInterval = .milliseconds(100)
        configuration.gossipToTheDead = .seconds(15)
        configuration.retransmitMultiplier = 2
        configuration.pushPullInterval = .seconds(15)
        configuration.streamTimeout = .seconds(1)
        return configuration
    }()

    /// This pool with the timing of Consul's development mode (Consul, `agent/config/default.go`).
    public func withDevelopmentTiming() -> MembershipConfiguration {
        var configuration = self
        configuration.probeInterval = .milliseconds(100)
        configuration.probeTimeout = .milliseconds(100)
        configuration.suspicionMultiplier = 3
        configuration.gossipInterval = .milliseconds(100)
        return configuration
    }
}
