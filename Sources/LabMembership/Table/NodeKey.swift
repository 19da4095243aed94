import LabNetwork

/// A member's name as a number, so that packets and look-ups need no text.
///
/// It is FNV-1a in 64 bits of the name's UTF-8; among a million names two have the same key with a
/// probability of 3·10⁻⁸.
struct NodeKey: Hashable, Sendable {
    var bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    init(utf8 bytes: some Sequence<UInt8>) { bits = FNV.hash(bytes) }

    init(name: String) { self.init(utf8: name.utf8) }
}
