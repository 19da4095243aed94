/// Why a change of the cluster was not begun.
public enum RaftRefusal: String, Error, Sendable {
    /// This server is not the leader.
    case notLeader
    /// An earlier change is not committed yet, or the leader's first entry is not.
    case changeInProgress
    /// No server of that id is in the configuration.
    case unknownServer
    /// No voter would be left.
    case noVoterLeft
    /// The configuration says so already.
    case noChange
    /// The log exists already, so it can't be given a first configuration.
    case notEmpty
    /// There is no room on the disk.
    case diskFull
    /// No other voter is ready to take over.
    case noSuccessor
}
