import LabNetwork

/// How often in a row an agent could not be dialled.
struct RPCBackoff {
    /// How often.
    var failures = 0
    /// Until when messages of the consensus are dropped and not sent.
    var until = Instant.start
}
