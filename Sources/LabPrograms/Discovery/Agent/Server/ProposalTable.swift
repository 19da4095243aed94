import LabConsensus
import LabProgram

/// A command that this leader proposed and that is not committed yet.
struct Proposal {
    /// Who wants to know what comes of it.
    enum Purpose {
        /// A client of the HTTP API.
        case write(RequestOrigin, WriteRequest)
        /// Another agent.
        case remote(RPCOrigin)
        /// This agent's anti-entropy.
        case synchronisation(UInt64)
        /// Nobody.
        case none
    }

    /// The term in which it was proposed.
    var term: UInt64
    /// Who wants to know what comes of it.
    var purpose: Purpose
}

/// The commands that wait to be committed, by their place in the log.
struct ProposalTable {
    private var indexes: [UInt64] = []
    private var proposals: [UInt64: Proposal] = [:]

    /// Adds a command; its place is behind all others.
    mutating func add(_ proposal: Proposal, at index: UInt64) {
        if case .none = proposal.purpose { return }
        indexes.append(index)
        proposals[index] = proposal
    }

    /// Takes the command that an entry carries; an entry of another term is somebody else's.
    mutating func take(_ entry: CommittedEntry) -> Proposal? {
        guard let proposal = proposals.removeValue(forKey: entry.index) else { return nil }
        if let place = indexes.firstIndex(of: entry.index) { indexes.remove(at: place) }
        return proposal.term == entry.term ? proposal : nil
    }

    /// Takes all commands, in the order of the log.
    mutating func takeAll() -> [Proposal] {
        defer {
            indexes = []
            proposals = [:]
        }
        return indexes.compactMap { proposals[$0] }
    }
}
