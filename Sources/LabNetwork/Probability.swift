/// How likely something is, in whole billionths, so that no rounding differs between machines.
public struct Probability: Hashable, Codable, Comparable, Sendable {
    /// Billionths, from 0 to 1,000,000,000.
    public var billionths: UInt32

    /// Makes a probability of billionths, at most one.
    public init(billionths: UInt32) { self.billionths = min(billionths, 1_000_000_000) }

    /// Makes a probability of whole percent, from 0 to 100.
    public init(percent: UInt32) { self.init(billionths: min(percent, 100) * 10_000_000) }

    /// Never.
    public static let zero = Probability(billionths: 0)
    /// Always.
    public static let one = Probability(billionths: 1_000_000_000)

    /// Whether one comes before the other.
    public static func < (a: Probability, b: Probability) -> Bool { a.billionths < b.billionths }

    /// The probability as a fraction from 0 to 1, for people and comparisons.
    public var fraction: Double { Double(billionths) / 1_000_000_000 }
}
