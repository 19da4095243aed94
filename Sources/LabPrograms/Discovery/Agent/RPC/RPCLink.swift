import LabConsensus
import LabNetwork
import LabProgram

/// One connection to another agent, whoever dialled it.
struct RPCLink {
    /// The other agent's RPC port; `nil` until an accepted connection has introduced itself.
    var endpoint: Endpoint?
    /// The other agent's node id; `nil` until it is known.
    var peerID: ServerID?
    /// Whether this agent dialled.
    var isDialled: Bool
    /// Whether the connection stands.
    var isEstablished: Bool
    /// Cuts what arrives into frames.
    var reader = FrameReader()
    /// The numbers of this agent's requests that are unanswered.
    var requests: [UInt64] = []
    /// Whether the timer that tests an idle connection is set.
    var isWatched = false
    /// Bytes that wait for the connection to stand.
    var waitingBytes = 0
    /// Since when something that deserves an answer has been sent and nothing has arrived.
    var silentSince: Instant?
    /// When something that deserves an answer was sent last.
    var lastSent = Instant.start

    /// Notes that something was sent that deserves an answer.
    ///
    /// - Returns: whether the other side has been silent for so long that it must be gone.
    mutating func noteSent(at now: Instant) -> Bool {
        defer { lastSent = now }
        guard let since = silentSince, now - lastSent < RPC.answerLimit / 2 else {
            silentSince = now
            return false
        }
        return now - since > RPC.answerLimit
    }
}
