import LabNetwork

/// What a record says (RFC 1035, 3.3).
public enum DNSRecordData: Hashable, Sendable {
    /// An IPv4 address.
    case a(IPv4Address)
    /// An IPv6 address.
    case aaaa(IPv6Address)
    /// The canonical name of an alias.
    case cname(DNSName)
    /// A name server of the zone.
    case ns(DNSName)
    /// The name that an address belongs to.
    case ptr(DNSName)
    /// The start of a zone of authority.
    case soa(DNSStartOfAuthority)
    /// Where a service is.
    case srv(DNSService)
    /// Strings of at most 255 octets each.
    case txt([[UInt8]])
    /// A mail exchange and its preference.
    case mx(preference: UInt16, exchange: DNSName)
    /// The octets of a type that this module does not know, or of one without data.
    case unknown(DNSRecordType, [UInt8])

    /// The type on the wire.
    public var type: DNSRecordType {
        switch self {
        case .a: .a
        case .aaaa: .aaaa
        case .cname: .cname
        case .ns: .ns
        case .ptr: .ptr
        case .soa: .soa
        case .srv: .srv
        case .txt: .txt
        case .mx: .mx
        case .unknown(let type, _): type
        }
    }

    /// How many octets it has on the wire where no name is compressed.
    var uncompressedLength: Int {
        switch self {
        case .a: 4
        case .aaaa: 16
        case .cname(let name), .ns(let name), .ptr(let name): name.wire.count
        case .soa(let soa): soa.primary.wire.count + soa.mailbox.wire.count + 20
        case .srv(let service): service.target.wire.count + 6
        case .txt(let strings): strings.reduce(0) { $0 + min($1.count, 255) + 1 }
        case .mx(_, let exchange): exchange.wire.count + 2
        case .unknown(_, let bytes): min(bytes.count, Int(UInt16.max))
        }
    }
}
