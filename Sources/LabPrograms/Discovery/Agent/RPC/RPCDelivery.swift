import LabConsensus
import LabNetwork
import LabProgram

/// What the agent must be told after an event on its connections to other agents.
enum RPCDelivery {
    /// A message of the consensus from the server of that node id.
    case raft(from: ServerID, [UInt8])
    /// Another agent asks; `RPC.reply` answers.
    case request(RPCOrigin, RPCRequest)
    /// The answer to a request of this agent, with what it was for.
    case answer(RPCPurpose, RPCAnswer)
    /// A request of this agent has no answer because of the way to the other agent.
    case failure(RPCPurpose, RPCFailure)
    /// An agent needs no answer to its request any more.
    case cancelled(RPCOrigin)
    /// All requests that came on a connection need no answer any more.
    case gone(ConnectionID)
    /// What was sent to that agent last may be lost.
    case unreachable(Endpoint)
}
