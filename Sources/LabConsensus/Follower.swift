import LabNetwork
import LabProgram

/// What a leader knows of one other server (Raft §5.3: `nextIndex` and `matchIndex`).
struct Follower: Sendable {
    /// How entries are sent.
    enum Mode: Sendable {
        /// One message at a time, until it is known where the logs agree.
        case probe
        /// One message after the other without waiting for answers.
        case pipeline
        /// A snapshot is on its way.
        case snapshot
    }

    let id: ServerID
    /// Which follower of this leader's term it is; timers carry it.
    let number: UInt64
    var isVoter: Bool
    var mode = Mode.probe
    /// The next entry to send.
    var nextIndex: UInt64
    /// Up to where the follower's log is known to agree, durably.
    var matchIndex: UInt64 = 0
    /// Up to where the follower has said that it has committed.
    var commitIndex: UInt64 = 0
    /// Since when an answer to a probe, an entry or a snapshot has been due.
    var waitingSince: Instant?
    /// When it answered last; when it was added, before it ever did.
    var lastContact: Instant
    /// The latest round of heartbeats that it answered.
    var round: UInt64 = 0
    /// How often in a row it could not be reached.
    var failures = 0
    /// Whether something was sent that the transport has not complained about.
    var isTried = false
    /// The index of the configuration that it is no longer part of.
    var removedAt: UInt64?
    var timer: TimerID?

    init(_ server: RaftServer, number: UInt64, nextIndex: UInt64, at now: Instant) {
        id = server.id
        self.number = number
        isVoter = server.isVoter
        self.nextIndex = nextIndex
        lastContact = now
    }

    /// Finds out anew where the logs agree, beginning with what is known.
    mutating func probe() {
        mode = .probe
        waitingSince = nil
        if matchIndex > 0 { nextIndex = matchIndex + 1 }
    }

    /// How long to leave it alone after failures: 10 ms, from the third one on doubled each time up
    /// to 10.24 s (hashicorp/raft `failureWait` and `maxFailureScale`).
    var backoff: Interval {
        .milliseconds(10 << Int64(min(max(failures, 2), 12) - 2))
    }
}
