/// What travels between a host's agent and the lab, and between the lab and its clients.
///
/// A frame is a length of four bytes in network order, one byte that says its kind, and so many
/// bytes less one. A stream frame begins with the stream's number, four bytes in network order; one
/// that holds no more is the end of that side.
public enum Frame: Hashable, Sendable {
    /// A JSON text.
    case message([UInt8])
    /// Bytes of one stream.
    case stream(UInt32, [UInt8])
    /// Bytes of a command's error output.
    case errorStream(UInt32, [UInt8])

    /// The longest frame that is read, in bytes; a longer one is a mistake of the sender.
    public static let limit = 64 << 20
    /// The most bytes that a sender puts into one stream frame.
    public static let streamPiece = 64 << 10

    private var kind: UInt8 {
        switch self {
        case .message: 1
        case .stream: 2
        case .errorStream: 3
        }
    }

    /// The frame as it is sent.
    public var bytes: [UInt8] {
        var body: [UInt8] = [kind]
        switch self {
        case .message(let text):
            body += text
        case .stream(let id, let data), .errorStream(let id, let data):
            body += Self.number(id)
            body += data
        }
        return Self.number(UInt32(body.count)) + body
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
