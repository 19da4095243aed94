/// The part of a client's address that a resolver passes on (RFC 7871, 6).
public struct DNSClientSubnet: Hashable, Sendable {
    /// The number of the option (RFC 7871, 6).
    public static let optionCode: UInt16 = 8

    /// 1 for IPv4, 2 for IPv6.
    public var family: UInt16
    /// How many bits of the address the query gives.
    public var sourcePrefix: UInt8
    /// For how many bits of the address the answer holds; 0 for everybody.
    public var scopePrefix: UInt8
    /// The octets of the address that the source prefix covers.
    public var address: [UInt8]

    /// Reads the data of an option; `nil` where it breaks RFC 7871.
    public init?(_ option: EDNS.Option) {
        let data = option.data
        guard option.code == DNSClientSubnet.optionCode, data.count >= 4 else { return nil }
        family = UInt16(data[0]) << 8 | UInt16(data[1])
        sourcePrefix = data[2]
        scopePrefix = data[3]
        address = Array(data[4...])
        switch family {
        case 1: guard sourcePrefix <= 32 else { return nil }
        case 2: guard sourcePrefix <= 128 else { return nil }
        default: guard family == 0, sourcePrefix == 0 else { return nil }
        }
        guard address.count == (Int(sourcePrefix) + 7) / 8 else { return nil }
    }

    /// The option that says this.
    public var option: EDNS.Option {
        let head = [
            UInt8(truncatingIfNeeded: family >> 8), UInt8(truncatingIfNeeded: family),
            sourcePrefix, scopePrefix,
        ]
        return EDNS.Option(code: DNSClientSubnet.optionCode, data: head + address)
    }
}
