import LabNetwork

/// Something that an agent learnt about its pool (serf's member events, and ends of its own doings).
public enum MembershipEvent: Hashable, Sendable {
    /// A member appeared, or came back.
    case memberJoined(Member)
    /// A member stopped to answer.
    case memberFailed(Member)
    /// A member went in an orderly way, or was made to.
    case memberLeft(Member)
    /// A member changed its tags or its address.
    case memberUpdated(Member)
    /// A member was forgotten.
    case memberReaped(Member)
    /// Somebody else claims a member's name.
    case nameConflict(name: String, known: Endpoint, claimed: Endpoint)
    /// A join that was asked for has tried all its addresses.
    case joinFinished(JoinOutcome)
    /// The agent has left the pool and may stop; `isConfirmed` when its word went out in time.
    case leaveFinished(isConfirmed: Bool)
}
