import LabNetwork

/// What a request to another agent is for, so that its answer finds the way back.
enum RPCPurpose: Hashable {
    /// An HTTP request that was passed on for somebody.
    case relay(OpenRequest)
    /// A DNS message that was passed on for somebody.
    case question(OpenQuestion)
    /// Whether the server there has peers already.
    case bootstrap(Endpoint)
    /// A step of the anti-entropy of that number.
    case synchronisation(UInt64)
    /// A command that was passed on for another agent.
    case command(RPCOrigin)
}
