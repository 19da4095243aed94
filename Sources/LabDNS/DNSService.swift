/// Where an instance of a service is (RFC 2782).
public struct DNSService: Hashable, Sendable {
    /// Clients try the lowest first.
    public var priority: UInt16
    /// The share among those of equal priority.
    public var weight: UInt16
    /// The port.
    public var port: UInt16
    /// The name of the host.
    public var target: DNSName

    /// Makes the data of an SRV record.
    public init(priority: UInt16, weight: UInt16, port: UInt16, target: DNSName) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }
}
