/// What a host's wall clock shows: nanoseconds since 1970-01-01 UTC, skewed as the host's clock is.
public struct WallTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01 UTC.
    public var nanoseconds: Int64

    /// Makes the wall time that many nanoseconds after 1970-01-01 UTC.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Whole seconds since 1970-01-01 UTC.
    public var unixSeconds: Int64 { nanoseconds / 1_000_000_000 }

    /// Whether one comes before the other.
    public static func < (a: WallTime, b: WallTime) -> Bool { a.nanoseconds < b.nanoseconds }
}
