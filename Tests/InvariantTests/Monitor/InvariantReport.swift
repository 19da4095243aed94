import LabNetwork

/// What the checkers found: how often each invariant was put to the test, and what did not hold.
struct InvariantReport {
    /// How many violations of one invariant are kept.
    private static let limit = 5

    /// How often each invariant could have been violated.
    private(set) var exercises: [Invariant: Int] = [:]
    /// What did not hold, in order; of each invariant the first few.
    private(set) var violations: [Violation] = []

    /// Puts an invariant to the test.
    mutating func expect(
        _ holds: Bool, _ invariant: Invariant, at now: Instant, _ words: @autoclosure () -> String
    ) {
        exercises[invariant, default: 0] += 1
        guard !holds, violations.count(where: { $0.invariant == invariant }) < Self.limit
        else { return }
        violations.append(Violation(invariant: invariant, at: now, words: words()))
    }

    /// The invariants that were put to the test at least once.
    var exercised: Set<Invariant> { Set(exercises.keys) }

    /// The invariants that did not hold.
    var violated: Set<Invariant> { Set(violations.map(\.invariant)) }
}
