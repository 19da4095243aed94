import LabNetwork

/// A blocking query with its answer.
struct FinishedQuery: Hashable {
    /// Who asked, and for what.
    var client: String
    /// The index that it gave.
    var given: UInt64
    /// How long it was ready to wait.
    var wait: Interval
    /// The index of the answer.
    var index: UInt64
    /// When it was asked.
    var askedAt: Instant
    /// When the answer came.
    var answeredAt: Instant
}
