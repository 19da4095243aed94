import LabConsensus

/// A change of the consensus' servers that the leader wants; one at a time is made.
enum ServerChange: Hashable {
    /// A server comes, with or without a vote.
    case add(RaftServer)
    /// A server gets a vote.
    case promote(ServerID)
    /// A server goes.
    case remove(ServerID)
}
