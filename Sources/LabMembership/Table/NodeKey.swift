/// A member's name as a number, so that packets and look-ups need no text.
///
/// It is FNV-1a in 64 bits of the name's UTF-8; among a million names two have the same key with a
/// probability of 3·10⁻⁸.
///
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
struct NodeKey: Hashable, Sendable {
    var bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    init(utf8 bytes: some Sequence<UInt8>) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        bits = hash
    }

    init(name: String) { self.init(utf8: name.utf8) }
}
