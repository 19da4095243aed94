import LabNetwork

/// How much of a process's output goes to the lab: bursts do, an endless flood does not.
struct LogAllowance {
    /// What a process may write at once, in lines of 256 bytes.
    static let burst: Int64 = 20_000
    /// What it may write in a second for ever.
    static let rate: Int64 = 5_000

    private var left = burst
    private var at: Instant
    /// The lines that were left out since one was let through.
    private(set) var leftOut = 0

    /// Makes an allowance of which nothing is used.
    init(at now: Instant) { at = now }

    /// Whether a line is let through; with how many were left out before it.
    mutating func admits(bytes: Int, at now: Instant) -> (isAdmitted: Bool, leftOut: Int) {
        let earned = (now - at).nanoseconds / (1_000_000_000 / Self.rate)
        if earned > 0 {
            left = min(left + earned, Self.burst)
            at = now
        }
        let price = 1 + Int64(bytes) / 256
        guard left >= price else {
            leftOut += 1
            return (false, 0)
        }
        left -= price
        defer { leftOut = 0 }
        return (true, leftOut)
    }
}
