/// What kind of message a query is: the four bits of the header (RFC 1035, 4.1.1).
public struct DNSOpcode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire, from 0 to 15.
    public var rawValue: UInt8

    /// Makes the opcode of a number's low four bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 15 }

    /// A standard query.
    public static let query = DNSOpcode(rawValue: 0)
    /// A question about the server's status.
    public static let status = DNSOpcode(rawValue: 2)
    /// Word that a zone changed (RFC 1996).
    public static let notify = DNSOpcode(rawValue: 4)
    /// A dynamic update (RFC 2136).
    public static let update = DNSOpcode(rawValue: 5)
}
