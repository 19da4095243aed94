/// The checksum of IPv4, TCP, UDP and ICMP (RFC 1071).
///
/// Sums are of 16-bit words in the machine's own order: so they are stored as they are.
enum InternetChecksum {
    /// The one's complement sum of bytes, not inverted.
    ///
    /// - Parameter initial: a sum to go on from.
    static func sum(_ bytes: UnsafeMutableRawPointer, count: Int, from initial: UInt16 = 0)
        -> UInt16
    {
        var total = UInt64(initial)
        var offset = 0
        while offset + 4 <= count {
            total += UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            offset += 4
        }
        if offset + 2 <= count {
            total += UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            offset += 2
        }
        if offset < count {
            total += UInt64(UInt16(littleEndian: UInt16(bytes.byte(at: offset))))
        }
        return fold(total)
    }

    /// The sum of the pseudo header (RFC 9293, 3.1), not inverted.
    ///
    /// - Parameters:
    ///   - addresses: where source and destination stand in the IPv4 header.
    ///   - length: bytes of the transport header and its payload.
    static func pseudoHeader(
        _ addresses: UnsafeMutableRawPointer, protocolNumber: UInt8, length: Int
    ) -> UInt16 {
        fold(
            UInt64(sum(addresses, count: 8)) + UInt64(UInt16(protocolNumber).bigEndian)
                + UInt64(UInt16(truncatingIfNeeded: length).bigEndian))
    }

    private static func fold(_ total: UInt64) -> UInt16 {
        var total = total
        while total > 0xffff { total = (total & 0xffff) + (total >> 16) }
        return UInt16(total)
    }
}
