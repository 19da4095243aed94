/// What a server is in its term (Raft §5.1).
public enum RaftRole: String, Sendable {
    case follower, candidate, leader

    /// The word that hashicorp/raft prints.
    public var word: String {
        switch self {
        case .follower: "Follower"
        case .candidate: "Candidate"
        case .leader: "Leader"
        }
    }
}
