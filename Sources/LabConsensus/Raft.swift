import LabNetwork
import LabProgram

/// One server's part in the consensus: Raft as hashicorp/raft has it in Consul 1.8.
///
/// A part of a program, which owns the connections to the other servers. After each input the owner
/// takes the outputs: what was committed, then the events, then the messages. Time, randomness,
/// timers and stores are the program's own.
///
/// Sources: D. Ongaro and J. Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014;
/// hashicorp/raft 1.1, without pre-vote.
public struct Raft: Sendable {
    /// How this server takes part.
    public let configuration: RaftConfiguration

    /// What the server is in its term.
    public internal(set) var role = RaftRole.follower
    /// Who leads, as far as the server knows; itself while it does.
    public internal(set) var leader: ServerID?
    /// Up to where the log is known to be held by a majority for good.
    public internal(set) var commitIndex: UInt64 = 0
    /// Up to where entries have been handed to the owner.
    public internal(set) var lastApplied: UInt64 = 0
    /// The configuration in force: the latest in the log, committed or not.
    public internal(set) var servers = ClusterConfiguration()
    /// The index of the configuration in force; 0 before there is one.
    public internal(set) var serversIndex: UInt64 = 0

    var log: RaftLog
    var ballot = Ballot()
    var snapshot: Snapshot?
    var lastContact: Instant?
    /// The time of the input that is being handled.
    var clock = Instant.start

    // Durability.
    var ballotStore: StoreProgress
    var snapshotStore: StoreProgress
    var pendingSnapshot: PendingSnapshot?
    /// What is to be said to the leader once the log is on the disk up to there.
    var pendingAcknowledgement: (leader: ServerID, index: UInt64)?
    /// Messages that must not leave before the ballot is on the disk.
    var heldMessages: [RaftEnvelope] = []

    // Timers. Those of a role carry its epoch, so that one of a role that is over is known.
    var epoch: UInt64 = 0
    var roleTimer: TimerID?
    var commitTimer: TimerID?
    var snapshotTimer: TimerID?

    // Follower and candidate.
    var hasWarned = false
    var votes: [ServerID] = []

    // Leader.
    var followers: [Follower] = []
    var followerCount: UInt64 = 0
    /// The index of the entry that began this leader's term.
    var termStart: UInt64 = 0
    var round: UInt64 = 0
    var isRoundWanted = false
    var isReplicationWanted = false
    var verifications: [(token: UInt64, round: UInt64)] = []
    var lastToken: UInt64 = 0

    // Outputs.
    var outbox: [RaftEnvelope] = []
    var events: [RaftEvent] = []
    var committed: [CommittedEntry] = []

    /// Makes a server that has not started.
    public init(configuration: RaftConfiguration) {
        self.configuration = configuration
        log = RaftLog(file: configuration.stores.log)
        ballotStore = StoreProgress(file: configuration.stores.ballot)
        snapshotStore = StoreProgress(file: configuration.stores.snapshot)
    }

    var id: ServerID { configuration.id }

    /// The latest term that the server has seen.
    public var term: UInt64 { ballot.term }
    /// The index of the last entry of the log.
    public var lastLogIndex: UInt64 { log.lastIndex }
    /// The term of the last entry of the log.
    public var lastLogTerm: UInt64 { log.lastTerm }
    /// The index of the last entry that the latest snapshot contains; 0 where there is none.
    public var snapshotIndex: UInt64 { snapshot?.last.index ?? 0 }
    /// Whether the server has a log or a snapshot, so that it must not be bootstrapped.
    public var hasState: Bool { log.lastIndex > 0 || ballot.term > 0 || snapshot != nil }
    /// Whether this server leads and has committed an entry of its own term, so that its state
    /// holds everything that was ever acknowledged.
    public var isEstablished: Bool { role == .leader && commitIndex >= termStart }

    /// How long ago the server heard of its leader.
    ///
    /// An idle leader is heard once in one to two `heartbeatInterval`s.
    ///
    /// - Returns: zero at the leader itself, `nil` where there never was a leader.
    public func lastContact(at now: Instant) -> Interval? {
        if role == .leader { return .zero }
        guard let lastContact else { return nil }
        return now - lastContact
    }

    /// How long ago a follower answered this leader; since it was added, before it ever did.
    ///
    /// - Returns: `nil` where this server does not lead, or not that one.
    public func lastContact(of peer: ServerID, at now: Instant) -> Interval? {
        for follower in followers where follower.id == peer { return now - follower.lastContact }
        return nil
    }

    /// Up to where a follower's log is known to agree with that of this leader.
    ///
    /// - Returns: `nil` where this server does not lead, or not that one.
    public func matchIndex(of peer: ServerID) -> UInt64? {
        for follower in followers where follower.id == peer { return follower.matchIndex }
        return nil
    }
}
