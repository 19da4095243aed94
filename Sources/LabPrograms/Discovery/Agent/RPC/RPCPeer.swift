import LabConsensus
import LabNetwork

/// An agent as it introduces itself on a connection.
struct RPCPeer: Hashable {
    /// The id of its node.
    var id: ServerID
    /// Where other servers reach it; the address alone counts for a client agent.
    var endpoint: Endpoint
}
