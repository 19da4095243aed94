import LabDNS
import LabNetwork

/// An address of the catalog as the DNS sees it.
enum DNSAddress: Hashable {
    case v4(IPv4Address)
    case v6(IPv6Address)
    case host(DNSName)

    /// Reads the text of the catalog; `nil` where it is empty or no name either.
    init?(_ text: String) {
        if text.isEmpty { return nil }
        if let bits = DNSAddress.dottedDecimal(text) {
            self = .v4(IPv4Address(bits: bits))
        } else if text.utf8.contains(UInt8(ascii: ":")), let address = IPv6Address(text) {
            self = DNSAddress(address)
        } else if let name = DNSName(text) {
            self = .host(name)
        } else {
            return nil
        }
    }

    /// An IPv4-mapped address is the IPv4 address (RFC 4291, 2.5.5.2).
    init(_ address: IPv6Address) {
        if address.high == 0, address.low >> 32 == 0xffff {
            self = .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: address.low)))
        } else {
            self = .v6(address)
        }
    }

    /// Reads four numbers without making a substring of each, as every answer does.
    private static func dottedDecimal(_ text: String) -> UInt32? {
        var bits: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                bits = bits << 8 | octet
                (octet, digits, dots) = (0, 0, dots + 1)
            } else {
                guard (48...57).contains(byte), digits < 3 else { return nil }
                octet = octet * 10 + UInt32(byte - 48)
                digits += 1
                guard octet <= 255 else { return nil }
            }
        }
        return dots == 3 && digits > 0 ? bits << 8 | octet : nil
    }

    /// The record that answers a question of a type; `nil` where it would be of the other family.
    ///
    /// TXT gets the address, as in Consul 1.8.
    func data(for type: DNSRecordType) -> DNSRecordData? {
        switch self {
        case .v4(let address) where type != .aaaa && DNSAddress.answers(type): .a(address)
        case .v6(let address) where type != .a && DNSAddress.answers(type): .aaaa(address)
        default: nil
        }
    }

    private static func answers(_ type: DNSRecordType) -> Bool {
        switch type {
        case .a, .aaaa, .srv, .any, .ns, .txt: true
        default: false
        }
    }

    /// The first label of the address' `addr` name: 8 or 32 hexadecimal digits.
    var hexadecimal: String? {
        switch self {
        case .v4(let address): DNSAddress.digits(UInt64(address.bits), count: 8)
        case .v6(let address):
            DNSAddress.digits(address.high, count: 16) + DNSAddress.digits(address.low, count: 16)
        case .host: nil
        }
    }

    private static func digits(_ bits: UInt64, count: Int) -> String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: count - digits.utf8.count) + digits
    }
}

/// Which of the addresses of a node or an instance suit a question (spec 3.4 and 3.5).
struct DNSAddressChoice {
    /// Whether the addresses for other datacenters are wanted (`translate_wan_addrs`).
    var usesWANAddresses: Bool
    /// The type that is asked for.
    var type: DNSRecordType

    /// The address of a node.
    func address(of node: CatalogNode) -> String {
        address(node.address, isTagged: !node.taggedAddresses.isEmpty) { kind in
            node.taggedAddresses.first { $0.key == kind }?.value
        }
    }

    /// The address of an instance; empty for its node's.
    func address(of instance: CatalogService) -> String {
        address(instance.address, isTagged: !instance.taggedAddresses.isEmpty) { kind in
            instance.taggedAddresses.first { $0.kind == kind }?.address
        }
    }

    /// The port of an instance.
    func port(of instance: CatalogService) -> UInt16 {
        guard usesWANAddresses,
            let wan = instance.taggedAddresses.first(where: { $0.kind == "wan" }), wan.port != 0
        else { return instance.port }
        return wan.port
    }

    /// An address that is tagged for a family comes first where the family suits.
    private func address(
        _ plain: String, isTagged: Bool, tagged: (String) -> String?
    ) -> String {
        guard isTagged else { return plain }
        if type != .a, let v6 = first("wan_ipv6", "lan_ipv6", tagged) { return v6 }
        if type != .aaaa, let v4 = first("wan_ipv4", "lan_ipv4", tagged) { return v4 }
        return usesWANAddresses ? tagged("wan") ?? plain : plain
    }

    private func first(_ wan: String, _ lan: String, _ tagged: (String) -> String?) -> String? {
        let address = (usesWANAddresses ? tagged(wan) : nil) ?? tagged(lan)
        return address?.isEmpty == true ? nil : address
    }
}
