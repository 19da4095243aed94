/// A stream of random numbers that a seed and a purpose determine: xoshiro256** 1.0.
///
/// Each host and each link draws from a stream of its own, so a host that is added, or a draw
/// that one of them makes more, does not change what the others see. The algorithm is written
/// here because the standard library may change its own and would then break old seeds.
///
/// Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2018;
/// the state is filled by SplitMix64, as its authors recommend.
public struct RandomStream: Sendable {
    @usableFromInline var s0: UInt64
    @usableFromInline var s1: UInt64
    @usableFromInline var s2: UInt64
    @usableFromInline var s3: UInt64

    /// Makes the stream of a seed.
    public init(seed: UInt64) {
        var state = seed
        s0 = RandomStream.splitMix(&state)
        s1 = RandomStream.splitMix(&state)
        s2 = RandomStream.splitMix(&state)
        s3 = RandomStream.splitMix(&state)
    }

    /// Makes the stream of one purpose under a seed.
    ///
    /// - Parameter purpose: what the numbers are for, such as `host/host-1` or `link/lan/host-1`.
    public init(seed: UInt64, purpose: String) {
        var state = seed
        self.init(seed: RandomStream.splitMix(&state) ^ FNV.hash(purpose.utf8))
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// The next 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        let product = s1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = (s3 << 45) | (s3 >> 19)
        return result
    }

    /// A number from 0 up to, not including, a bound; 0 where the bound is 0.
    ///
    /// Lemire's multiplication without rejection: the bias is below 2^-32 for the bounds used here.
    @inlinable
    public mutating func next(below bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// A length of time from zero up to, not including, a bound; zero where the bound is not positive.
    @inlinable
    public mutating func interval(below bound: Interval) -> Interval {
        guard bound.nanoseconds > 0 else { return .zero }
        return Interval(nanoseconds: Int64(next(below: UInt64(bound.nanoseconds))))
    }

    /// Whether something of this probability happens.
    @inlinable
    public mutating func happens(_ probability: Probability) -> Bool {
        if probability.billionths == 0 { return false }
        return next(below: 1_000_000_000) < UInt64(probability.billionths)
    }

    /// Puts the elements of an array into a random order (Fisher and Yates).
    @inlinable
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, Int(next(below: UInt64(last + 1))))
        }
    }
}
