import LabNetwork
import LabProgram

/// The time that a suspect has left, which independent confirmations shorten (Lifeguard,
/// "LHA-Suspicion"; memberlist, `suspicion.go`).
struct Suspicion: Sendable {
    let start: Instant
    let minimum: Interval
    let maximum: Interval
    /// How many confirmations bring the time down to the least.
    let expected: Int
    /// Those who said so; the first one is the accuser and is no confirmation.
    private(set) var sources: [NodeKey]
    var timer: TimerID

    init(
        from accuser: NodeKey, at start: Instant, minimum: Interval, maximum: Interval,
        expected: Int, timer: TimerID
    ) {
        self.start = start
        self.minimum = minimum
        self.maximum = maximum
        self.expected = expected
        self.timer = timer
        sources = [accuser]
    }

    var confirmations: Int { sources.count - 1 }

    /// When the suspect is dead if nothing more is heard.
    var deadline: Instant {
        start
            + MembershipScale.suspicionTimeout(
                confirmations: confirmations, expected: expected, minimum: minimum,
                maximum: maximum)
    }

    /// Counts a confirmation.
    ///
    /// - Returns: whether it was news: not one too many, and not from one who had said so before.
    mutating func confirm(from source: NodeKey) -> Bool {
        guard confirmations < expected, !sources.contains(source) else { return false }
        sources.append(source)
        return true
    }
}
