/// What one agent's failure detector holds of a member, for those who check invariants.
public struct MemberView: Hashable, Sendable {
    /// The member's name.
    public var name: String
    /// What the failure detector believes.
    public var state: NodeState
    /// What people are shown.
    public var status: MemberStatus
    /// The highest incarnation heard of.
    public var incarnation: UInt32

    /// Makes a view.
    public init(name: String, state: NodeState, status: MemberStatus, incarnation: UInt32) {
        self.name = name
        self.state = state
        self.status = status
        self.incarnation = incarnation
    }
}
