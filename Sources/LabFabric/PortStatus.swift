import LabNetwork

/// A host's port of the fabric, as it can be read at any time.
public struct PortStatus: Hashable, Sendable {
    /// The host's number in the model.
    public var host: Int
    /// The network's number in the model.
    public var network: Int
    /// The host's address on that network.
    public var address: IPv4Address
    /// Whether a device is attached: the host is powered on.
    public var isAttached: Bool
    /// What passed so far.
    public var counters: PortCounters
}
