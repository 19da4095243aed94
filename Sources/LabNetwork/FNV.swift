/// The hash of Fowler, Noll and Vo, variant 1a with 64 bits (RFC 9923): the same in every process,
/// which `Hasher` is not.
public enum FNV {
    /// The hash of no bytes at all.
    public static let basis: UInt64 = 0xcbf2_9ce4_8422_2325
    /// What each step multiplies by.
    public static let prime: UInt64 = 0x100_0000_01b3

    /// The hash of some bytes.
    @inlinable
    public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = basis
        for byte in bytes { hash = step(hash, UInt64(byte)) }
        return hash
    }

    /// The hash with one more value in it.
    @inlinable
    public static func step(_ hash: UInt64, _ value: UInt64) -> UInt64 { (hash ^ value) &* prime }
}
