import NIOCore

extension ByteBuffer {
    /// The bytes that can be read, copied in one piece.
    var bytes: [UInt8] { withUnsafeReadableBytes { Array($0) } }
}

extension [UInt8] {
    /// Adds the bytes that can be read of a buffer.
    mutating func append(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { append(contentsOf: $0) }
    }
}
