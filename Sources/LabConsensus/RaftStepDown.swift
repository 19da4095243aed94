/// Why a leader stopped being one.
public enum RaftStepDown: String, Sendable {
    /// No quorum answered within the lease.
    case leaseExpired
    /// Somebody is in a later term.
    case newerTerm
    /// A configuration without this server was committed.
    case removed
    /// There was no room on the disk for a log entry.
    case diskFull
}
