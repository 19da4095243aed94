import LabProgram

/// The frame of a UDP packet: a version, a checksum, messages.
///
/// The checksum is there because a simulated wire may turn bits that UDP's own would have caught.
enum Packet {
    static let version: UInt8 = 1
    static let headerLength = 5

    /// Begins a packet.
    static func begin(capacity: Int) -> ByteWriter {
        var writer = ByteWriter(capacity: capacity)
        for byte in [version, 0, 0, 0, 0] { writer.byte(byte) }
        return writer
    }

    /// Puts the checksum in its place.
    static func seal(_ bytes: inout [UInt8]) {
        let sum = checksum(of: bytes)
        for place in 0..<4 {
            bytes[1 + place] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * place))
        }
    }

    /// Whether the packet is of this version and nothing in it has changed on the way.
    static func isIntact(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > headerLength, bytes[0] == version else { return false }
        var sum: UInt32 = 0
        for place in 0..<4 { sum |= UInt32(bytes[1 + place]) << UInt32(8 * place) }
        return sum == checksum(of: bytes)
    }

    /// A mix of all words after the header; each step is a bijection, so a change within one word
    /// is always seen in its 64 bits.
    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { buffer in
            var hash = 0x9e37_79b9_7f4a_7c15 ^ UInt64(buffer.count)
            var offset = headerLength
            while offset &+ 8 <= buffer.count {
                let word = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = (hash ^ UInt64(littleEndian: word)) &* 0xff51_afd7_ed55_8ccd
                hash ^= hash >> 32
                offset &+= 8
            }
            var rest: UInt64 = 0
            while offset < buffer.count {
                rest = rest << 8 | UInt64(buffer[offset])
                offset &+= 1
            }
            hash = (hash ^ rest) &* 0xff51_afd7_ed55_8ccd
            return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
        }
    }
}
