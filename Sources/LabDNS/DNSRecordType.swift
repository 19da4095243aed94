/// The type of a record or of a question (RFC 1035, 3.2.2).
public struct DNSRecordType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public var rawValue: UInt16

    /// Makes the type of a number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// An IPv4 address (RFC 1035, 3.4.1).
    public static let a = DNSRecordType(rawValue: 1)
    /// A zone's name server (RFC 1035, 3.3.11).
    public static let ns = DNSRecordType(rawValue: 2)
    /// The canonical name of an alias (RFC 1035, 3.3.1).
    public static let cname = DNSRecordType(rawValue: 5)
    /// The start of a zone of authority (RFC 1035, 3.3.13).
    public static let soa = DNSRecordType(rawValue: 6)
    /// A pointer to another name (RFC 1035, 3.3.12).
    public static let ptr = DNSRecordType(rawValue: 12)
    /// A mail exchange (RFC 1035, 3.3.9).
    public static let mx = DNSRecordType(rawValue: 15)
    /// Text strings (RFC 1035, 3.3.14).
    public static let txt = DNSRecordType(rawValue: 16)
    /// An IPv6 address (RFC 3596, 2.1).
    public static let aaaa = DNSRecordType(rawValue: 28)
    /// Where a service is (RFC 2782).
    public static let srv = DNSRecordType(rawValue: 33)
    /// The pseudo-record of EDNS (RFC 6891, 6.1.1).
    public static let opt = DNSRecordType(rawValue: 41)
    /// A question for a whole zone (RFC 1035, 3.2.3).
    public static let axfr = DNSRecordType(rawValue: 252)
    /// A question for records of every type (RFC 1035, 3.2.3).
    public static let any = DNSRecordType(rawValue: 255)

    private static let words: [(word: String, type: DNSRecordType)] = [
        ("A", a), ("NS", ns), ("CNAME", cname), ("SOA", soa), ("PTR", ptr), ("MX", mx),
        ("TXT", txt), ("AAAA", aaaa), ("SRV", srv), ("OPT", opt), ("AXFR", axfr), ("ANY", any),
    ]

    /// Reads a mnemonic in any case, or `TYPE` and a number (RFC 3597, 5).
    public init?(word: some StringProtocol) {
        let capitals = word.uppercased()
        if let known = DNSRecordType.words.first(where: { $0.word == capitals }) {
            self = known.type
            return
        }
        guard capitals.hasPrefix("TYPE"), let number = UInt16(capitals.dropFirst(4)) else {
            return nil
        }
        rawValue = number
    }
}

extension DNSRecordType: CustomStringConvertible {
    /// The mnemonic, or `TYPE` and the number (RFC 3597, 5).
    public var description: String {
        DNSRecordType.words.first { $0.type == self }?.word ?? "TYPE\(rawValue)"
    }
}
