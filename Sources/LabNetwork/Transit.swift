/// What becomes of a packet on its way.
public struct Transit: Hashable, Sendable {
    /// What becomes of it.
    public enum Verdict: Hashable, Sendable {
        /// It arrives; `again` is when a second copy of it does.
        case arrives(Instant, again: Instant?)
        /// Nobody hears of it again.
        case lost
        /// The sender is told that there is no way (ICMP, administratively prohibited).
        case rejected
    }

    /// What becomes of it.
    public var verdict: Verdict
    /// Whether one of its bits was flipped.
    public var isCorrupted: Bool

    /// Makes a fate.
    public init(verdict: Verdict, isCorrupted: Bool) {
        self.verdict = verdict
        self.isCorrupted = isCorrupted
    }

    /// A packet that nobody hears of again.
    public static let lost = Transit(verdict: .lost, isCorrupted: false)
    /// A packet whose sender is told that there is no way.
    public static let rejected = Transit(verdict: .rejected, isCorrupted: false)
}
