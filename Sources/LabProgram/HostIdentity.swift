import LabNetwork

/// Who a host is.
public struct HostIdentity: Hashable, Sendable {
    /// The host's name, an RFC 1123 label or several of them with dots.
    public var name: String
    /// The address on the host's first network.
    public var address: IPv4Address
    /// The addresses on all its networks, the first one included, in the order of the file.
    public var addresses: [IPv4Address]

    /// Makes an identity.
    public init(name: String, address: IPv4Address, addresses: [IPv4Address]? = nil) {
        self.name = name
        self.address = address
        self.addresses = addresses ?? [address]
    }
}
