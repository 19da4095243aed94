import LabNetwork

/// That an invariant did not hold.
struct Violation: Hashable, CustomStringConvertible {
    /// The invariant.
    var invariant: Invariant
    /// When it was seen.
    var at: Instant
    /// What was wrong.
    var words: String

    var description: String { "\(invariant.rawValue) at \(at.seconds) s: \(words)" }
}
