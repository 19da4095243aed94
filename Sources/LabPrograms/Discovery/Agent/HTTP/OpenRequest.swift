import LabNetwork
import LabProgram

/// An HTTP request that this agent owes an answer.
struct OpenRequest: Hashable {
    /// The request.
    var request: HTTPRequest
    /// Who waits for the answer.
    var origin: RequestOrigin
    /// How many agents passed it on already.
    var hops: UInt8
    /// Until when it is tried again where there is no leader.
    var deadline: Instant
}

/// Who waits for the answer to an HTTP request.
enum RequestOrigin: Hashable {
    /// A client of this agent's own HTTP interface.
    case local(ExchangeID)
    /// Another agent that passed the request on.
    case remote(RPCOrigin)
}
