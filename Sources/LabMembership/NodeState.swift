/// What the failure detector believes of a member (memberlist, `NodeStateType`).
public enum NodeState: UInt8, Sendable {
    /// It answers, or its last incarnation said so.
    case alive = 0
    /// Somebody got no answer; it has some time to refute.
    case suspect = 1
    /// It did not refute in time.
    case dead = 2
    /// It said itself that it goes.
    case left = 3

    /// Whether it is dead or has left.
    var isGone: Bool { rawValue >= NodeState.dead.rawValue }
}
