/// How a query went: the four bits of the header (RFC 1035, 4.1.1).
public struct DNSResponseCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire, from 0 to 15.
    public var rawValue: UInt8

    /// Makes the code of a number's low four bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 15 }

    /// No error.
    public static let noError = DNSResponseCode(rawValue: 0)
    /// The server can't read the query.
    public static let formErr = DNSResponseCode(rawValue: 1)
    /// The server has a problem of its own.
    public static let servFail = DNSResponseCode(rawValue: 2)
    /// The name does not exist.
    public static let nxDomain = DNSResponseCode(rawValue: 3)
    /// The server does not support this kind of query.
    public static let notImp = DNSResponseCode(rawValue: 4)
    /// The server does not want to answer.
    public static let refused = DNSResponseCode(rawValue: 5)

    /// The mnemonic, such as `NXDOMAIN`, or `RCODE` and the number.
    public var word: String {
        switch self {
        case .noError: "NOERROR"
        case .formErr: "FORMERR"
        case .servFail: "SERVFAIL"
        case .nxDomain: "NXDOMAIN"
        case .notImp: "NOTIMP"
        case .refused: "REFUSED"
        default: "RCODE\(rawValue)"
        }
    }
}

extension DNSResponseCode: CustomStringConvertible {
    /// The mnemonic.
    public var description: String { word }
}
