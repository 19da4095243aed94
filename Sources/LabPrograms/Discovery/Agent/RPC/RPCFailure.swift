import LabNetwork

/// Why a request to another agent got no answer.
struct RPCFailure: Hashable {
    /// The agent that was asked.
    var endpoint: Endpoint
    /// What Consul would print.
    var reason: String
    /// Whether the connection broke while the request was under way, so that a read may be tried
    /// again elsewhere.
    var isBroken: Bool
}
