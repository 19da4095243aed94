extension ByteWriter {
    /// Writes a number in 8 bytes, the lowest first.
    @inlinable
    public mutating func fixed64(_ value: UInt64) {
        Swift.withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
