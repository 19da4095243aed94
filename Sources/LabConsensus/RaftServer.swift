import LabNetwork

/// One server of the cluster, as the replicated configuration lists it.
public struct RaftServer: Hashable, Sendable {
    /// Who it is.
    public var id: ServerID
    /// Where it takes part in the consensus.
    public var address: Endpoint
    /// Whether it counts for elections and commits; a non-voter only receives the log.
    public var isVoter: Bool

    /// Makes a server; a voter where it is not said.
    public init(id: ServerID, address: Endpoint, isVoter: Bool = true) {
        self.id = id
        self.address = address
        self.isVoter = isVoter
    }
}
