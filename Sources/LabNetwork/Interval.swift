/// A length of time in whole nanoseconds.
///
/// The standard library's `Duration` counts attoseconds in 128 bits; the simulation needs an integer
/// that fits a register and whose arithmetic is the same on every machine.
public struct Interval: Hashable, Codable, Comparable, Sendable {
    /// The length in nanoseconds; negative for a step back.
    public var nanoseconds: Int64

    /// Makes an interval of a number of nanoseconds.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// No time at all.
    public static let zero = Interval(nanoseconds: 0)
    /// Longer than any run: 146 years.
    public static let forever = Interval(nanoseconds: Int64.max / 2)

    /// A number of nanoseconds.
    @inlinable
    public static func nanoseconds(_ count: Int64) -> Interval { Interval(nanoseconds: count) }
    /// A number of microseconds.
    @inlinable
    public static func microseconds(_ count: Int64) -> Interval {
        Interval(nanoseconds: count * 1_000)
    }
    /// A number of milliseconds.
    @inlinable
    public static func milliseconds(_ count: Int64) -> Interval {
        Interval(nanoseconds: count * 1_000_000)
    }
    /// A number of seconds.
    @inlinable
    public static func seconds(_ count: Int64) -> Interval {
        Interval(nanoseconds: count * 1_000_000_000)
    }
    /// A number of minutes.
    @inlinable
    public static func minutes(_ count: Int64) -> Interval { .seconds(count * 60) }
    /// A number of hours.
    @inlinable
    public static func hours(_ count: Int64) -> Interval { .seconds(count * 3_600) }

    /// Whether one comes before the other.
    @inlinable
    public static func < (a: Interval, b: Interval) -> Bool { a.nanoseconds < b.nanoseconds }
    /// The sum of two intervals.
    @inlinable
    public static func + (a: Interval, b: Interval) -> Interval {
        Interval(nanoseconds: a.nanoseconds + b.nanoseconds)
    }
    /// The difference of two intervals.
    @inlinable
    public static func - (a: Interval, b: Interval) -> Interval {
        Interval(nanoseconds: a.nanoseconds - b.nanoseconds)
    }
    /// An interval a whole number of times over.
    @inlinable
    public static func * (a: Interval, factor: Int) -> Interval {
        Interval(nanoseconds: a.nanoseconds * Int64(factor))
    }
    /// A whole fraction of an interval, rounded towards zero.
    @inlinable
    public static func / (a: Interval, divisor: Int) -> Interval {
        Interval(nanoseconds: a.nanoseconds / Int64(divisor))
    }
    /// Adds an interval to this one.
    @inlinable
    public static func += (a: inout Interval, b: Interval) { a.nanoseconds += b.nanoseconds }

    /// The length in seconds, for people and measures; never for scheduling.
    public var seconds: Double { Double(nanoseconds) / 1_000_000_000 }
}

extension Interval: CustomStringConvertible {
    /// The shortest way the scenario language writes this interval, such as `1m30s` or `200us`.
    public var description: String {
        if nanoseconds == 0 { return "0s" }
        if nanoseconds < 0 { return "-" + Interval(nanoseconds: -nanoseconds).description }
        let units: [(String, Int64)] = [
            ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
            ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
        ]
        var rest = nanoseconds
        var text = ""
        for (unit, size) in units where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return text
    }
}
