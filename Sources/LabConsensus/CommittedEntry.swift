/// A log entry that a majority holds for good, in the order of the log.
public struct CommittedEntry: Hashable, Sendable {
    /// What it says.
    public enum Content: Hashable, Sendable {
        /// What was proposed; the owner applies it to its state.
        case command([UInt8])
        /// Nothing: a barrier, or the beginning of a leader's term.
        case barrier
        /// Another configuration of the cluster.
        case configuration
        /// The whole state up to and including the index; it takes the place of the owner's.
        case restore([UInt8])
    }

    /// Its place in the log.
    public var index: UInt64
    /// The term in which it was proposed.
    public var term: UInt64
    /// What it says.
    public var content: Content

    /// Makes an entry.
    public init(index: UInt64, term: UInt64, content: Content) {
        self.index = index
        self.term = term
        self.content = content
    }
}
