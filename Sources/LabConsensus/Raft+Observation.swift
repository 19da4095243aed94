import LabNetwork

// What those who check invariants may look at.
extension Raft {
    /// Whom the server votes for in its term; `nil` as long as it has not voted.
    public var vote: ServerID? { ballot.vote }
    /// Whether term and vote would survive a power cut.
    public var hasDurableBallot: Bool { ballotStore.isDurable }
    /// The servers whose votes this candidate has counted; those of its election while it leads.
    public var countedVotes: [ServerID] { votes }

    /// A hash of the entry at an index, the same on all servers that hold the same entry.
    ///
    /// - Returns: `nil` where the log does not hold the index, which a snapshot may.
    public func entryDigest(at index: UInt64) -> UInt64? {
        guard let entry = log[index] else { return nil }
        let kind = FNV.step(FNV.hash(entry.payload), UInt64(entry.kind.rawValue))
        return FNV.step(kind, entry.term)
    }
}
