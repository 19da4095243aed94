import LabNetwork
import LabProgram

/// A client's request on its way to a server.
struct ProxyAttempt {
    /// The exchange with the client.
    let client: ExchangeID
    /// The request as servers get it.
    let request: HTTPRequest
    /// The upstream's name, by which it is found again after a reload.
    let upstreamName: String
    /// The upstream's index in the generation below.
    var upstream: Int
    /// The number of the reload that the indexes belong to.
    var generation: Int
    /// The server's index.
    var server = 0
    /// Where the server is.
    var endpoint = Endpoint(.any, 0)
    /// The servers that have failed this request.
    var tried: [Endpoint] = []
    /// How often a connection may still be tried again.
    var retriesLeft: Int

    /// Whether the method may have changed something, so that it must not be repeated once it may
    /// have reached a server (nginx, `proxy_next_upstream`).
    var isNonIdempotent: Bool {
        ["POST", "LOCK", "PATCH"].contains(request.method)
    }
}

extension HTTPFailure {
    /// Whether the server may have carried out the request all the same.
    var mayHaveBeenCarriedOut: Bool {
        switch self {
        case .refused, .connectTimedOut, .unreachable: false
        case .timedOut, .reset: true
        }
    }
}
