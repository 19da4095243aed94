/// What servers say to each other; the transport knows from whom.
enum RaftMessage: Hashable, Sendable {
    /// The leader lives; the round counts the times it asked whether it still leads.
    case heartbeat(term: UInt64, round: UInt64)
    /// The answer to a heartbeat.
    case heartbeatReply(term: UInt64, round: UInt64)
    /// Entries that follow on a place in the log (Raft §5.3).
    case append(AppendRequest)
    /// The answer to entries, once they are on the disk.
    case appendReply(term: UInt64, AppendOutcome)
    /// A candidate asks for a vote (Raft §5.2).
    case requestVote(term: UInt64, last: LogPosition, isTransfer: Bool)
    /// The answer to a candidate, once the vote is on the disk.
    case voteReply(term: UInt64, isGranted: Bool)
    /// A snapshot for a follower whose next entries are gone (Raft §7).
    case installSnapshot(term: UInt64, Snapshot)
    /// The leader asks a server to begin an election at once (Raft thesis §3.10).
    case timeoutNow(term: UInt64)

    /// The term of the sender.
    var term: UInt64 {
        switch self {
        case .heartbeat(let term, _), .heartbeatReply(let term, _), .appendReply(let term, _),
            .requestVote(let term, _, _), .voteReply(let term, _), .installSnapshot(let term, _),
            .timeoutNow(let term):
            term
        case .append(let request): request.term
        }
    }
}

/// Entries that follow on a place in the log.
struct AppendRequest: Hashable, Sendable {
    /// The term of the leader.
    var term: UInt64
    /// The place they follow on.
    var previous: LogPosition
    /// Up to where the leader has committed.
    var commitIndex: UInt64
    /// The entries; none when only the commit index is news.
    var entries: [LogEntry]
}

/// What became of an `AppendRequest` or a snapshot.
enum AppendOutcome: Hashable, Sendable {
    /// The logs agree up to an index, durably; and up to where the follower has committed.
    case matched(UInt64, commitIndex: UInt64)
    /// The logs differ at the place before the entries; they may agree at the hint.
    case conflict(at: UInt64, hint: UInt64)
    /// The entries could not be stored.
    case refused
    /// The request came from an earlier term.
    case stale
}
