import LabNetwork
import LabProgram

/// How one server takes part in the consensus.
public struct RaftConfiguration: Sendable {
    /// Where a server keeps what must survive it.
    public struct Stores: Hashable, Sendable {
        /// The log entries.
        public var log: StoreFile
        /// The term and the vote given in it.
        public var ballot: StoreFile
        /// The latest snapshot.
        public var snapshot: StoreFile

        /// Names the three stores.
        public init(log: StoreFile, ballot: StoreFile, snapshot: StoreFile) {
            self.log = log
            self.ballot = ballot
            self.snapshot = snapshot
        }
    }

    /// Who this server is.
    public var id: ServerID
    /// Where the others reach it; for log lines.
    public var address: Endpoint
    /// A follower's patience with its leader; each wait is drawn from once to twice this.
    public var heartbeatTimeout: Interval
    /// How long a candidate waits for votes, likewise drawn from once to twice this.
    public var electionTimeout: Interval
    /// How long a leader stays one without hearing from a quorum.
    public var leaderLease: Interval
    /// How often a leader says that it lives, likewise drawn from once to twice this.
    public var heartbeatInterval: Interval
    /// How long an idle leader that is alive can be silent.
    ///
    /// hashicorp/raft also repeats the commit index every one to two commit timeouts; where nothing
    /// was committed that is left out here, so what judges a server by its last contact, such as
    /// autopilot, must allow for this.
    public var longestSilence: Interval { heartbeatInterval * 2 }
    /// After what time followers are told of a commit that no further entry carried to them,
    /// likewise drawn from once to twice this (Consul: 50 ms).
    public var commitTimeout = Interval.milliseconds(50)
    /// How many entries one message carries (hashicorp/raft `MaxAppendEntries`).
    public var maxAppendEntries = 64
    /// How soon after the threshold was passed a snapshot is asked for, drawn from zero to twice
    /// this (hashicorp/raft `SnapshotInterval`).
    public var snapshotInterval = Interval.seconds(30)
    /// How many entries must have been applied since the last snapshot (Consul
    /// `raft_snapshot_threshold`).
    public var snapshotThreshold: UInt64 = 16_384
    /// How many entries stay in the log behind a snapshot (hashicorp/raft `TrailingLogs`).
    public var trailingLogs: UInt64 = 10_240
    /// Where the log, the vote and the snapshot are kept.
    public var stores: Stores
    /// The part of the program that the timers belong to.
    public var scope: UInt8
    /// What log lines begin with.
    public var logName = "agent.server.raft"

    /// Makes the configuration of a server.
    ///
    /// - Parameters:
    ///   - id: who the server is.
    ///   - address: where the others reach it.
    ///   - multiplier: Consul's `raft_multiplier`, from 1 to 10, which scales heartbeat and election
    ///     timeout (1 s) and leader lease (500 ms).
    ///   - stores: where it keeps what must survive it.
    ///   - scope: the part of the program that the timers belong to.
    public init(
        id: ServerID, address: Endpoint, multiplier: Int = 5, stores: Stores, scope: UInt8
    ) {
        self.id = id
        self.address = address
        let factor = min(max(multiplier, 1), 10)
        heartbeatTimeout = .seconds(1) * factor
        electionTimeout = .seconds(1) * factor
        leaderLease = .milliseconds(500) * factor
        heartbeatInterval = heartbeatTimeout / 10
        self.stores = stores
        self.scope = scope
    }

    /// Takes the short times of Consul's development mode: 35 ms, 52 ms, and a lease of 20 ms.
    public mutating func useDevelopmentTiming() {
        heartbeatTimeout = .milliseconds(35)
        electionTimeout = .milliseconds(52)
        leaderLease = .milliseconds(20)
        heartbeatInterval = heartbeatTimeout / 10
    }
}
