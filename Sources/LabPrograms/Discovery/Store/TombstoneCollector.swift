import LabNetwork

/// Tells the leader when the marks of deleted keys may be forgotten (Consul's `TombstoneGC`).
struct TombstoneCollector: Hashable, Sendable {
    /// How long a mark is kept (Consul, `TombstoneTTL`).
    static let timeToLive = Interval.minutes(15)
    /// Deletions of that span are forgotten together (Consul, `TombstoneTTLGranularity`).
    static let granularity = Interval.seconds(30)

    private struct Batch: Hashable, Sendable {
        var end: Instant
        var index: UInt64
    }

    private var batches: [Batch] = []

    /// Makes a collector that knows of no deletions.
    init() {}

    /// When the next marks may be forgotten.
    var nextDue: Instant? { batches.first?.end }

    /// Notes that keys were deleted.
    mutating func noteDeletion(at index: UInt64, now: Instant) {
        let span = TombstoneCollector.granularity.nanoseconds
        let elapsed = (now + TombstoneCollector.timeToLive).nanoseconds
        let end = Instant(nanoseconds: elapsed / span * span) + TombstoneCollector.granularity
        if batches.last?.end == end {
            batches[batches.count - 1].index = index
        } else {
            batches.append(Batch(end: end, index: index))
        }
    }

    /// The last index whose marks may be forgotten now; they are not named again.
    mutating func takeDue(now: Instant) -> UInt64? {
        let due = batches.prefix { $0.end <= now }
        batches.removeFirst(due.count)
        return due.last?.index
    }
}
