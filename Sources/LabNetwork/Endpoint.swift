/// An address and a port of UDP or TCP.
public struct Endpoint: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The host's address.
    public var address: IPv4Address
    /// The port.
    public var port: UInt16

    /// Makes an endpoint.
    public init(_ address: IPv4Address, _ port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `address:port`.
    public var description: String { "\(address):\(port)" }
}
