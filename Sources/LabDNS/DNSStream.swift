/// Cuts what arrives on a TCP connection into messages: each follows its length in two octets
/// (RFC 1035, 4.2.2).
public struct DNSStream: Sendable {
    private var bytes: [UInt8] = []
    private var position = 0

    /// Makes a stream of which nothing has arrived.
    public init() {}

    /// Adds bytes as they arrive.
    public mutating func append(_ arrived: [UInt8]) {
        if position > 0 {
            bytes.removeFirst(position)
            position = 0
        }
        bytes += arrived
    }

    /// Takes the next whole message, which may be empty; `nil` where more has to arrive.
    public mutating func next() -> [UInt8]? {
        let available = bytes.count - position
        guard available >= 2 else { return nil }
        let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        guard available >= 2 + length else { return nil }
        let start = position + 2
        position = start + length
        return Array(bytes[start..<position])
    }

    /// A message after its length, ready for the connection; `nil` where it has more than 65,535
    /// octets.
    public static func frame(_ message: [UInt8]) -> [UInt8]? {
        guard let length = UInt16(exactly: message.count) else { return nil }
        return [UInt8(length >> 8), UInt8(truncatingIfNeeded: length)] + message
    }
}
