import LabNetwork

/// A rolling 128-bit hash of everything that happened, in order.
///
/// Two lanes of multiply and rotate: fast and well mixed, not cryptographic; it tells runs apart
/// that differ by accident.
public struct TraceHash: Hashable, Sendable {
    private var a: UInt64 = 0x243f_6a88_85a3_08d3
    private var b: UInt64 = 0x1319_8a2e_0370_7344

    /// Makes the hash of nothing.
    public init() {}

    /// Takes one number in.
    public mutating func mix(_ value: UInt64) {
        a = (a ^ value) &* 0x9e37_79b9_7f4a_7c15
        a = (a << 29) | (a >> 35)
        b = (b &+ value ^ a) &* 0xd6e8_feb8_6659_fd93
        b ^= b >> 32
    }

    /// Takes bytes in, with their count.
    public mutating func mix(_ bytes: [UInt8]) {
        mix(Self.digest(bytes))
    }

    /// A 64-bit digest of bytes and their count.
    static func digest(_ bytes: [UInt8]) -> UInt64 {
        var hash = UInt64(bytes.count) &* 0x9e37_79b9_7f4a_7c15
        bytes.withUnsafeBytes { raw in
            var offset = 0
            while offset + 8 <= raw.count {
                let word = UInt64(
                    littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                hash = (hash ^ word) &* 0xd6e8_feb8_6659_fd93
                hash ^= hash >> 29
                offset += 8
            }
            var tail: UInt64 = 0
            while offset < raw.count {
                tail = tail << 8 | UInt64(raw[offset])
                offset += 1
            }
            hash = (hash ^ tail) &* 0x9e37_79b9_7f4a_7c15
        }
        return hash ^ hash >> 32
    }

    /// A 64-bit digest of a text's UTF-8.
    static func digest(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }

    /// 32 hexadecimal digits.
    public var hexadecimal: String {
        [a, b].map { lane in
            let digits = String(lane, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
