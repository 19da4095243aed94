import LabNetwork

/// A wrong value that a check saw, once or many times.
public struct Observation: Hashable, Sendable {
    /// What was seen.
    public var seen: String
    /// When it was first asked for with this outcome.
    public var first: Instant
    /// When it was last seen.
    public var last: Instant
    /// How often it was seen.
    public var count: Int

    /// Makes an observation.
    public init(seen: String, first: Instant, last: Instant, count: Int) {
        self.seen = seen
        self.first = first
        self.last = last
        self.count = count
    }
}

/// The wrong values that a check saw, in the order of their first sight.
struct ObservationLog {
    /// More different values than this are not kept one by one.
    static let maximumKept = 24

    private(set) var observations: [Observation] = []
    /// How many different values were dropped from the middle.
    private(set) var dropped = 0
    /// The value seen last, since it was last seen without another one between.
    private(set) var last: Observation?
    private var isInterrupted = false

    mutating func add(_ seen: String, from first: Instant, to last: Instant) {
        extendRun(seen, from: first, to: last)
        if let index = observations.firstIndex(where: { $0.seen == seen }) {
            observations[index].last = last
            observations[index].count += 1
            return
        }
        if observations.count == ObservationLog.maximumKept {
            observations.remove(at: ObservationLog.maximumKept / 2)
            dropped += 1
        }
        observations.append(Observation(seen: seen, first: first, last: last, count: 1))
    }

    private mutating func extendRun(_ seen: String, from first: Instant, to end: Instant) {
        if last?.seen == seen, !isInterrupted {
            last?.last = end
            last?.count += 1
        } else {
            last = Observation(seen: seen, first: first, last: end, count: 1)
        }
        isInterrupted = false
    }

    /// Says that something else was seen that is not wrong.
    mutating func interrupt() { isInterrupted = true }
}
