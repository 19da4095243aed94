/// A range of addresses in CIDR notation (RFC 4632).
public struct Subnet: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The first address of the range.
    public let base: IPv4Address
    /// How many leading bits are fixed, from 0 to 32.
    public let prefixLength: Int

    /// Reads `192.168.50.0/24`; `nil` where it is not so written or where host bits are set.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = IPv4Address(parts[0]), let length = Int(parts[1]),
            (0...32).contains(length)
        else { return nil }
        self.base = base
        prefixLength = length
        guard base.bits & ~mask == 0 else { return nil }
    }

    private var mask: UInt32 { prefixLength == 0 ? 0 : ~0 << (32 - UInt32(prefixLength)) }

    /// Whether the address lies in the range.
    public func contains(_ address: IPv4Address) -> Bool { address.bits & mask == base.bits }

    /// The address of all hosts of the range.
    public var broadcast: IPv4Address { IPv4Address(bits: base.bits | ~mask) }

    /// Whether a host may have the address: neither the network's own nor the broadcast address.
    public func canBeHost(_ address: IPv4Address) -> Bool {
        contains(address) && (prefixLength >= 31 || (address != base && address != broadcast))
    }

    /// `base/length`.
    public var description: String { "\(base)/\(prefixLength)" }
}
