import LabNetwork

/// An agent's opinion of its own health, from 0, healthy, upwards (Lifeguard, "Local Health
/// Multiplier"; memberlist, `awareness.go`).
struct Awareness: Sendable {
    private(set) var score = 0
    private let limit: Int

    /// - Parameter limit: one more than the worst score.
    init(limit: Int) { self.limit = max(limit, 1) }

    mutating func apply(_ change: Int) { score = min(max(score + change, 0), limit - 1) }

    /// An interval as an agent of this health takes it.
    func scale(_ interval: Interval) -> Interval { interval * (score + 1) }
}
