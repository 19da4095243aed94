import LabNetwork
import LabProgram

/// A DNS message that this agent owes an answer.
struct OpenQuestion: Hashable {
    /// The message.
    var packet: [UInt8]
    /// Who waits for the answer.
    var origin: QuestionOrigin
    /// Whether the client asked over TCP.
    var isStream: Bool
    /// How many agents passed it on already.
    var hops: UInt8 = 0
    /// Until when it is tried again.
    var deadline: Instant
}

/// Who waits for the answer to a DNS message.
enum QuestionOrigin: Hashable {
    /// A client that asked by UDP.
    case datagram(Endpoint)
    /// A client that asked on a connection.
    case stream(ConnectionID)
    /// A client agent that passed the question on.
    case remote(RPCOrigin)
}
