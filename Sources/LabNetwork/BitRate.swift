/// How fast a link carries data, in bits a second.
public struct BitRate: Hashable, Codable, Comparable, Sendable {
    /// Bits a second; never zero.
    public var bitsPerSecond: UInt64

    /// Makes a rate of bits a second; zero counts as one.
    public init(bitsPerSecond: UInt64) { self.bitsPerSecond = max(bitsPerSecond, 1) }

    /// Whether one comes before the other.
    public static func < (a: BitRate, b: BitRate) -> Bool { a.bitsPerSecond < b.bitsPerSecond }

    /// How long a packet of this many bytes occupies the link.
    public func transmission(ofBytes bytes: Int) -> Interval {
        let bits = UInt64(bytes) * 8
        let (high, low) = bits.multipliedFullWidth(by: 1_000_000_000)
        guard high < bitsPerSecond else { return .forever }
        return Interval(nanoseconds: Int64(bitsPerSecond.dividingFullWidth((high, low)).quotient))
    }
}
