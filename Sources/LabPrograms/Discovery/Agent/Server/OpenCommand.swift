import LabNetwork

/// A command of the state store that this server owes an answer.
struct OpenCommand {
    /// What shall be changed.
    var change: StoreCommand.Change
    /// Who wants to know what comes of it.
    var purpose: Proposal.Purpose
    /// How many servers passed it on already.
    var hops: UInt8
    /// Until when it is tried again where there is no leader.
    var deadline: Instant
}
