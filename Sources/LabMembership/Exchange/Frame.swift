import LabProgram

/// The frame of what travels on a stream: a version, a kind, the length of the rest, the rest.
enum Frame {
    /// What a frame holds.
    enum Kind: UInt8 {
        /// The sender's whole state; the receiver's is the answer.
        case state = 1
        /// The same, of an agent that joins.
        case joinState = 2
        /// The answer to both.
        case stateReply = 3
        /// A ping over the stream.
        case ping = 4
        /// Its answer.
        case ack = 5
    }

    /// What the bytes that have arrived so far are.
    enum Content {
        case incomplete
        case malformed
        /// A whole frame; its body begins after the header.
        case complete(Kind)
    }

    static let version: UInt8 = 1
    static let headerLength = 6
    /// The state of more members than any pool has.
    static let limit = 64 << 20

    /// Begins a frame.
    static func begin(_ kind: Kind, capacity: Int) -> ByteWriter {
        var writer = ByteWriter(capacity: capacity + headerLength)
        for byte in [version, kind.rawValue, 0, 0, 0, 0] { writer.byte(byte) }
        return writer
    }

    /// Puts the length in its place.
    static func seal(_ writer: inout ByteWriter) -> [UInt8] {
        let length = writer.bytes.count - headerLength
        for place in 0..<4 {
            writer.bytes[2 + place] = UInt8(truncatingIfNeeded: length >> (8 * place))
        }
        return writer.bytes
    }

    /// Looks at what has arrived.
    static func content(of bytes: [UInt8]) -> Content {
        guard bytes.count >= headerLength else { return .incomplete }
        guard bytes[0] == version, let kind = Kind(rawValue: bytes[1]) else { return .malformed }
        var length = 0
        for place in 0..<4 { length |= Int(bytes[2 + place]) << (8 * place) }
        guard length <= limit else { return .malformed }
        let total = headerLength + length
        if bytes.count < total { return .incomplete }
        return bytes.count == total ? .complete(kind) : .malformed
    }
}
