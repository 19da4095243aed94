import LabNetwork
import LabProgram

extension Raft {
    /// Commits up to where a majority of the voters holds the log, if that is of the own term.
    ///
    /// Entries of earlier terms are committed only along with one of this (Raft §5.4.2).
    mutating func commitWhatAQuorumHolds(on system: inout some System) {
        let own = servers.isVoter(id) ? log.durableIndex : 0
        let quorum = servers.quorum
        var reached = isHeld(through: own, by: quorum, own: own) ? own : 0
        for follower in followers where follower.isVoter && follower.matchIndex > reached {
            if isHeld(through: follower.matchIndex, by: quorum, own: own) {
                reached = follower.matchIndex
            }
        }
        guard reached > commitIndex, log.term(at: reached) == term else { return }
        commitEntries(through: reached, on: &system)
        if commitTimer == nil, !followers.isEmpty {
            let interval = system.randomTimeout(configuration.commitTimeout)
            commitTimer = system.setTimer(after: interval, token(.commit))
        }
        if serversIndex <= commitIndex, !servers.isVoter(id) {
            report(.info, "removed ourself, transitioning to follower", on: &system)
            stepDown(.removed, on: &system)
        }
    }

    private func isHeld(through index: UInt64, by quorum: Int, own: UInt64) -> Bool {
        var holders = own >= index && servers.isVoter(id) ? 1 : 0
        for follower in followers where follower.isVoter && follower.matchIndex >= index {
            holders += 1
        }
        return holders >= quorum
    }

    /// Hands entries to the owner.
    mutating func commitEntries(through index: UInt64, on system: inout some System) {
        commitIndex = index
        while lastApplied < commitIndex, let entry = log[lastApplied + 1] {
            lastApplied += 1
            let content: CommittedEntry.Content =
                switch entry.kind {
                case .command: .command(entry.payload)
                case .barrier: .barrier
                case .configuration: .configuration
                }
            committed.append(
                CommittedEntry(index: lastApplied, term: entry.term, content: content))
        }
        system.noteChange()
        wantSnapshot(on: &system)
    }
}
