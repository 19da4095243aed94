import LabNetwork

/// A term that an agent led.
public struct LeadershipTerm: Hashable, Sendable {
    /// The term of Raft.
    public var term: UInt64
    /// When it began to lead.
    public var at: Instant

    /// Makes a record.
    public init(term: UInt64, at: Instant) {
        self.term = term
        self.at = at
    }
}
