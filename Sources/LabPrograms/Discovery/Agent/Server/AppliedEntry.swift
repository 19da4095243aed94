/// The last command that an agent applied; agents that applied the same index have the same digest.
public struct AppliedEntry: Hashable, Sendable {
    /// Its place in the log; 0 before the first one.
    public var index: UInt64
    /// A hash of its term and its bytes.
    public var digest: UInt64
}
