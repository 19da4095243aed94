/// The checksum of Castagnoli's polynomial, as iSCSI uses it (RFC 3720, 12.1; RFC 7143).
enum CRC32C {
    /// The polynomial 0x1edc6f41 with its bits reversed.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1
        }
    }

    /// The checksum of bytes, after those that another checksum is of.
    static func checksum(_ bytes: some Sequence<UInt8>, after previous: UInt32 = 0) -> UInt32 {
        let table = table
        var value = ~previous
        for byte in bytes {
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
        }
        return ~value
    }
}
