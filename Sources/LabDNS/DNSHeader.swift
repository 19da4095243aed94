/// The twelve octets at the beginning of every message (RFC 1035, 4.1.1).
public struct DNSHeader: Hashable, Sendable {
    /// How many octets it has.
    public static let length = 12

    /// The number that a reply repeats.
    public var id: UInt16
    /// QR, opcode, AA, TC, RD, RA, Z, AD, CD and the response code.
    public var bits: UInt16
    /// How many questions the message says it has.
    public var questionCount: UInt16
    /// How many answers the message says it has.
    public var answerCount: UInt16
    /// How many authority records the message says it has.
    public var authorityCount: UInt16
    /// How many additional records the message says it has.
    public var additionalCount: UInt16

    /// Reads the header of a packet; `nil` where the packet is shorter than one.
    public init?(of packet: [UInt8]) {
        guard packet.count >= DNSHeader.length else { return nil }
        func number(_ offset: Int) -> UInt16 {
            UInt16(packet[offset]) << 8 | UInt16(packet[offset + 1])
        }
        id = number(0)
        bits = number(2)
        questionCount = number(4)
        answerCount = number(6)
        authorityCount = number(8)
        additionalCount = number(10)
    }

    /// Whether the message is a reply.
    public var isResponse: Bool { bits & Bit.response != 0 }
    /// The kind of query.
    public var opcode: DNSOpcode { DNSOpcode(rawValue: UInt8(truncatingIfNeeded: bits >> 11)) }

    /// The single bits of the flags (RFC 1035, 4.1.1; AD and CD: RFC 4035, 3.2).
    enum Bit {
        static let response: UInt16 = 1 << 15
        static let authoritative: UInt16 = 1 << 10
        static let truncated: UInt16 = 1 << 9
        static let recursionDesired: UInt16 = 1 << 8
        static let recursionAvailable: UInt16 = 1 << 7
        static let authenticData: UInt16 = 1 << 5
        static let checkingDisabled: UInt16 = 1 << 4
    }
}
