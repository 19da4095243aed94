/// What people are shown of a member (serf, `MemberStatus`); the numbers are those of Consul's API.
public enum MemberStatus: UInt8, Sendable {
    /// It is there.
    case alive = 1
    /// It has announced that it goes, or somebody said so for it.
    case leaving = 2
    /// It has gone in an orderly way, or was declared so by `force-leave`.
    case left = 3
    /// It stopped to answer.
    case failed = 4

    /// The word that `consul members` prints.
    public var word: String {
        switch self {
        case .alive: "alive"
        case .leaving: "leaving"
        case .left: "left"
        case .failed: "failed"
        }
    }
}
