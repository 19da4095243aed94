/// A moment of the lab's own clock, in nanoseconds since the lab began.
public struct Instant: Hashable, Codable, Comparable, Sendable {
    /// Nanoseconds since the lab began.
    public var nanoseconds: Int64

    /// Makes the moment that many nanoseconds after the beginning.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The moment the lab began.
    public static let start = Instant(nanoseconds: 0)
    /// Later than any event.
    public static let never = Instant(nanoseconds: Int64.max)

    /// Whether one comes before the other.
    @inlinable
    public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
    /// The moment an interval later; `never` where that would overflow.
    @inlinable
    public static func + (a: Instant, b: Interval) -> Instant {
        let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
        return overflow ? .never : Instant(nanoseconds: sum)
    }
    /// The interval from `b` to `a`.
    @inlinable
    public static func - (a: Instant, b: Instant) -> Interval {
        Interval(nanoseconds: a.nanoseconds - b.nanoseconds)
    }
    /// The moment an interval earlier.
    @inlinable
    public static func - (a: Instant, b: Interval) -> Instant {
        Instant(nanoseconds: a.nanoseconds - b.nanoseconds)
    }

    /// Seconds since the lab began, for people and measures; never for scheduling.
    public var seconds: Double { Double(nanoseconds) / 1_000_000_000 }
}
