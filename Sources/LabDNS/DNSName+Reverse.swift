import LabNetwork

extension DNSName {
    /// The name that a PTR record of an address has, below `in-addr.arpa` (RFC 1035, 3.5).
    public init(reverse address: IPv4Address) {
        var wire: [UInt8] = []
        for shift in [0, 8, 16, 24] as [UInt32] {
            let digits = Array(String(address.bits >> shift & 255).utf8)
            wire.append(UInt8(truncatingIfNeeded: digits.count))
            wire += digits
        }
        self.init(uncheckedWire: wire + DNSName.inAddrArpa)
    }

    /// The name that a PTR record of an address has, below `ip6.arpa` (RFC 3596, 2.5).
    public init(reverse address: IPv6Address) {
        var wire: [UInt8] = []
        for half in [address.low, address.high] {
            for shift in stride(from: 0, to: 64, by: 4) {
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(shift) & 15)
                wire += [1, digit < 10 ? 48 + digit : 87 + digit]
            }
        }
        self.init(uncheckedWire: wire + DNSName.ip6Arpa)
    }

    /// The IPv4 address that this is the reverse name of; `nil` where it is none.
    public var reverseIPv4: IPv4Address? {
        guard wire.count <= 16 + DNSName.inAddrArpa.count else { return nil }
        let octets = labels.prefix(4).compactMap { UInt8(String(decoding: $0, as: UTF8.self)) }
        guard octets.count == 4 else { return nil }
        let address = IPv4Address(octets[3], octets[2], octets[1], octets[0])
        return equalsIgnoringCase(DNSName(reverse: address)) ? address : nil
    }

    /// The IPv6 address that this is the reverse name of; `nil` where it is none.
    public var reverseIPv6: IPv6Address? {
        guard wire.count == 64 + DNSName.ip6Arpa.count else { return nil }
        var address = IPv6Address(high: 0, low: 0)
        for index in stride(from: 63, to: 0, by: -2) {
            guard let digit = Character(Unicode.Scalar(wire[index])).hexDigitValue else {
                return nil
            }
            address.high = address.high << 4 | address.low >> 60
            address.low = address.low << 4 | UInt64(digit)
        }
        return equalsIgnoringCase(DNSName(reverse: address)) ? address : nil
    }

    private static let inAddrArpa: [UInt8] = [7] + "in-addr".utf8 + [4] + "arpa".utf8 + [0]
    private static let ip6Arpa: [UInt8] = [3] + "ip6".utf8 + [4] + "arpa".utf8 + [0]
}
