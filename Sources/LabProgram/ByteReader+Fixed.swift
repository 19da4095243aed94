extension ByteReader {
    /// How many bytes of the array lie before the next one to read.
    @inlinable
    public var offset: Int { position }

    /// Reads a number of 8 bytes, the lowest first.
    @inlinable
    public mutating func fixed64() throws(Malformed) -> UInt64 {
        let start = try skip(8).lowerBound
        return bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
    }

    /// Passes over a number of bytes.
    ///
    /// - Returns: where they are in the array.
    @inlinable
    @discardableResult
    public mutating func skip(_ count: Int) throws(Malformed) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw Malformed() }
        let start = position
        position += count
        return start..<position
    }
}
