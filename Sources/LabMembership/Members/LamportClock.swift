/// A clock that counts joins and leaves (serf, `LamportClock`).
struct LamportClock: Sendable {
    /// As far as news may push the clock, so that it never runs over.
    private static let last = UInt32.max / 2

    /// 1 at first: 0 is the time of a member of which no intent was heard.
    private(set) var time: UInt32 = 1

    /// Counts on; returns the time before.
    mutating func tick() -> UInt32 {
        defer { time = min(time + 1, LamportClock.last) }
        return time
    }

    /// Makes sure that the clock is later than a time that was seen.
    mutating func witness(_ other: UInt32) {
        if other >= time { time = min(other, LamportClock.last - 1) + 1 }
    }
}
