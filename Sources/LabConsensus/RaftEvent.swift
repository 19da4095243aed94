/// Something that the owner of a `Raft` may want to react to.
public enum RaftEvent: Hashable, Sendable {
    /// The server became a follower, a candidate or the leader.
    case roleChanged(RaftRole, term: UInt64)
    /// The server knows of another leader than before, or of none.
    case leaderChanged(ServerID?)
    /// The server won an election with that many votes, its own included.
    case electionWon(tally: Int)
    /// The server is no longer the leader; what was proposed and not committed may be lost.
    case steppedDown(RaftStepDown)
    /// Whether the server was still the leader after `verifyLeadership` had returned the token.
    case verified(token: UInt64, Bool)
    /// Another configuration is in force; it may not be committed yet.
    case configurationChanged(index: UInt64)
    /// The log has become long: the owner should call `snapshotTaken` with its state.
    case snapshotWanted
}
