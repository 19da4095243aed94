import LabNetwork
import LabProgram

/// A TCP connection of the membership; one frame goes each way.
struct Stream: Sendable {
    enum Role: Sendable {
        /// Somebody else's.
        case accepted
        /// The state is exchanged, for a join or, with 0, as a routine.
        case state(join: Int)
        /// A ping that also did not get through as a packet.
        case ping(sequence: UInt32)
    }

    let connection: ConnectionID
    let role: Role
    let peer: Endpoint
    /// Its own number, for its timer.
    let number: UInt64
    let openedAt: Instant
    var timer: TimerID?
    var received: [UInt8] = []
}
