import LabNetwork

/// Writes a compact binary format: variable-length integers, length-prefixed bytes.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public var bytes: [UInt8] = []

    /// Makes an empty writer with room for a number of bytes.
    @inlinable
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Writes one byte.
    @inlinable
    public mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Writes an unsigned number in 7-bit groups, the lowest first (LEB128).
    @inlinable
    public mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes bytes after their count.
    @inlinable
    public mutating func data(_ value: [UInt8]) {
        number(UInt64(value.count))
        bytes += value
    }

    /// Writes a text as UTF-8 after its count of bytes.
    @inlinable
    public mutating func text(_ value: String) {
        number(UInt64(value.utf8.count))
        bytes += value.utf8
    }

    /// Writes an address in 4 bytes and a port in 2.
    @inlinable
    public mutating func endpoint(_ value: Endpoint) {
        address(value.address)
        bytes.append(UInt8(truncatingIfNeeded: value.port >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value.port))
    }

    /// Writes an address in 4 bytes, the highest first.
    @inlinable
    public mutating func address(_ value: IPv4Address) {
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: value.bits >> shift))
        }
    }
}
