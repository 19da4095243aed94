import LabNetwork
import LabProgram

/// A ping that this agent sends for another one.
struct Relay: Sendable {
    /// The number of the ping.
    let sequence: UInt32
    let requester: Endpoint
    /// The number that the requester knows.
    let requesterSequence: UInt32
    let wantsNack: Bool
    let timer: TimerID
}
