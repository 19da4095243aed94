/// What one agent has counted since it started.
public struct MembershipStatistics: Hashable, Sendable {
    /// Packets sent.
    public var packetsSent: UInt64 = 0
    /// Bytes of the packets sent.
    public var bytesSent: UInt64 = 0
    /// Packets received.
    public var packetsReceived: UInt64 = 0
    /// Packets and frames that were broken.
    public var malformed: UInt64 = 0
    /// Probes begun.
    public var probes: UInt64 = 0
    /// Probes that ended without an answer.
    public var failedProbes: UInt64 = 0
    /// Full exchanges of state.
    public var exchanges: UInt64 = 0
    /// How often this agent was told that it is suspect, though it ran.
    public var falseSuspicions: UInt64 = 0
    /// How often this agent was told that it is dead, though it ran.
    public var falseDeaths: UInt64 = 0
    /// How many members this agent declared dead by its own timer.
    public var declaredDead: UInt64 = 0
}
