import LabNetwork

/// What passed a host's port of the fabric since the fabric began.
///
/// A superframe that TCP left to be cut counts as one frame where nobody had to cut it.
public struct PortCounters: Hashable, Sendable {
    /// Frames that the host sent.
    public var framesFromHost: UInt64 = 0
    /// Bytes of those, from the Ethernet header on.
    public var bytesFromHost: UInt64 = 0
    /// Frames that the host was given.
    public var framesToHost: UInt64 = 0
    /// Bytes of those, from the Ethernet header on.
    public var bytesToHost: UInt64 = 0
    /// Frames from the host that a fault, a full queue of the wire, or a pulled cable swallowed.
    public var lost: UInt64 = 0
    /// Frames from the host that it was told are not let through.
    public var rejected: UInt64 = 0
    /// Frames from the host to an address that no host of its network has.
    public var noSuchAddress: UInt64 = 0
    /// Frames from the host that are neither ARP nor IPv4, such as IPv6's.
    public var ignored: UInt64 = 0
    /// Frames to the host for which the host or the fabric had no room.
    public var overflowed: UInt64 = 0
    /// Frames to the host that came while it was powered off or its device was down.
    public var undeliverable: UInt64 = 0

    /// Makes counters that stand at zero.
    public init() {}
}
