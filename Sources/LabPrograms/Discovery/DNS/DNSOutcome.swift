/// What becomes of a packet that arrived at the DNS interface.
public enum DNSOutcome: Hashable, Sendable {
    /// These bytes go back.
    case reply([UInt8])
    /// Nothing goes back.
    case drop
    /// A server of this datacenter, named in lower case, has to be asked.
    case otherDatacenter(String)
}

/// Why the agent has no state to answer a query from.
public enum DNSFailure: Hashable, Sendable {
    /// There is no datacenter of that name.
    case unknownDatacenter
    /// No server, no leader, or no way to the other datacenter.
    case unreadableState
}
