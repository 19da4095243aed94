import LabNetwork

/// Reads what `ByteWriter` writes, from bytes that may be anything.
public struct ByteReader: Sendable {
    /// The bytes do not hold what was asked for.
    public struct Malformed: Error, Hashable, Sendable {
        /// Makes the error.
        @inlinable
        public init() {}
    }

    @usableFromInline let bytes: [UInt8]
    @usableFromInline var position: Int
    @usableFromInline let end: Int

    /// Makes a reader of all the bytes from an offset on.
    @inlinable
    public init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        position = min(max(offset, 0), bytes.count)
        end = bytes.count
    }

    /// How many bytes are left.
    @inlinable
    public var remaining: Int { end - position }

    /// Reads one byte.
    @inlinable
    public mutating func byte() throws(Malformed) -> UInt8 {
        guard position < end else { throw Malformed() }
        defer { position += 1 }
        return bytes[position]
    }

    /// Reads a number in 7-bit groups; more than 64 bits are malformed.
    @inlinable
    public mutating func number() throws(Malformed) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let group = try byte()
            guard shift < 63 || group <= 1 else { throw Malformed() }
            result |= UInt64(group & 0x7f) << shift
            if group < 0x80 { return result }
            shift += 7
            guard shift <= 63 else { throw Malformed() }
        }
    }

    /// Reads a count that can't be larger than what is left.
    @inlinable
    public mutating func count() throws(Malformed) -> Int {
        let value = try number()
        guard value <= UInt64(remaining) else { throw Malformed() }
        return Int(value)
    }

    /// Reads bytes after their count.
    @inlinable
    public mutating func data() throws(Malformed) -> [UInt8] {
        let length = try count()
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    /// Reads a text after its count of bytes, broken sequences replaced.
    @inlinable
    public mutating func text() throws(Malformed) -> String {
        let length = try count()
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    /// Reads an address of 4 bytes.
    @inlinable
    public mutating func address() throws(Malformed) -> IPv4Address {
        guard remaining >= 4 else { throw Malformed() }
        var bits: UInt32 = 0
        for _ in 0..<4 { bits = bits << 8 | UInt32(try byte()) }
        return IPv4Address(bits: bits)
    }

    /// Reads an address and a port.
    @inlinable
    public mutating func endpoint() throws(Malformed) -> Endpoint {
        let address = try address()
        let high = UInt16(try byte())
        return Endpoint(address, high << 8 | UInt16(try byte()))
    }
}
