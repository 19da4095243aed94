/// An IPv4 address as 32 bits in host order (RFC 791).
public struct IPv4Address: Hashable, Codable, Comparable, Sendable {
    /// The address as a number: 10.0.0.1 is 0x0a000001.
    public var bits: UInt32

    /// Makes an address of its 32 bits.
    public init(bits: UInt32) { self.bits = bits }

    /// Makes an address of its four octets.
    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    /// Reads dotted decimal, four numbers from 0 to 255; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var bits: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        // Byte by byte: programs read addresses of URLs on each request.
        for byte in text.utf8 {
            switch byte {
            case 48...57 where digits < 3:
                octet = octet * 10 + UInt32(byte - 48)
                digits += 1
                guard octet <= 255 else { return nil }
            case 46 where digits > 0 && dots < 3:
                bits = bits << 8 | octet
                octet = 0
                digits = 0
                dots += 1
            default: return nil
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        self.bits = bits << 8 | octet
    }

    /// The host itself, 127.0.0.1 (RFC 1122, 3.2.1.3).
    public static let loopback = IPv4Address(127, 0, 0, 1)
    /// No address, 0.0.0.0: every address of the host when listening.
    public static let any = IPv4Address(bits: 0)

    /// Whether the address is one of 127.0.0.0/8.
    public var isLoopback: Bool { bits >> 24 == 127 }

    /// Whether one comes before the other.
    public static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.bits < b.bits }
}

extension IPv4Address: CustomStringConvertible {
    /// Dotted decimal.
    public var description: String {
        "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
    }
}
