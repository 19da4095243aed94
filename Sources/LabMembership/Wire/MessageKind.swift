/// The messages of a packet, one after the other (memberlist, `messageType`; serf, `messageType`).
enum MessageKind: UInt8 {
    /// Asks for an ack.
    case ping = 1
    /// Asks for a ping of somebody else.
    case indirectPing = 2
    /// Answers a ping.
    case ack = 3
    /// Says that somebody else's ping got no answer.
    case nack = 4
    /// A member is suspect.
    case suspect = 5
    /// A member is dead, or has left when it says so itself.
    case dead = 6
    /// A member is alive.
    case alive = 7
    /// A member has joined at a Lamport time.
    case joinIntent = 8
    /// A member leaves, or is made to leave, at a Lamport time.
    case leaveIntent = 9
    /// The same, and it is to be forgotten.
    case pruneIntent = 10
}
