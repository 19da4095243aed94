import LabNetwork
import LabProgram

extension Raft {
    /// Follows the sender of a leader's message, unless its term is over.
    ///
    /// - Returns: whether the message counts.
    mutating func follow(
        _ sender: ServerID, term newTerm: UInt64, on system: inout some System
    ) -> Bool {
        guard newTerm >= term else {
            send(.appendReply(term: term, .stale), to: sender)
            return false
        }
        if newTerm > term {
            guard enterTerm(newTerm, leader: sender, on: &system) else { return false }
        } else if role == .candidate {
            enterFollower(of: sender, on: &system)
        } else if role == .leader {
            // A term has one leader; who else claims to be it is not a server of this cluster.
            return false
        }
        setLeader(sender, on: &system)
        return true
    }

    /// Answers a leader that says that it lives.
    mutating func receiveHeartbeat(
        term newTerm: UInt64, round: UInt64, from sender: ServerID, on system: inout some System
    ) {
        guard follow(sender, term: newTerm, on: &system) else { return }
        lastContact = clock
        send(.heartbeatReply(term: term, round: round), to: sender)
    }

    /// Takes entries of the leader where they follow on what the log holds (Raft §5.3).
    mutating func receiveAppend(
        _ request: AppendRequest, from sender: ServerID, on system: inout some System
    ) {
        guard follow(sender, term: request.term, on: &system) else { return }
        let previous = request.previous
        guard agrees(with: previous) else {
            return rejectAppend(at: previous, from: sender, on: &system)
        }
        guard store(request.entries, after: previous.index, on: &system) else {
            return send(.appendReply(term: term, .refused), to: sender)
        }
        lastContact = clock
        let matched = previous.index + UInt64(request.entries.count)
        let commit = min(request.commitIndex, matched)
        if commit > commitIndex { commitEntries(through: commit, on: &system) }
        acknowledge(matched, to: sender, on: &system)
    }

    /// Whether the log has the entry of a place; what the snapshot covers agrees with every leader.
    private func agrees(with place: LogPosition) -> Bool {
        place.index < log.base.index || log.term(at: place.index) == place.term
    }

    private mutating func rejectAppend(
        at previous: LogPosition, from sender: ServerID, on system: inout some System
    ) {
        var hint = log.lastIndex
        if let ours = log.term(at: previous.index) {
            report(
                .warning,
                "previous log term mis-match: ours=\(ours) remote=\(previous.term)", on: &system)
            // The whole term can be skipped, one message a term (Raft §5.3).
            hint = log.firstIndex(ofTermAt: previous.index) - 1
        } else {
            report(
                .warning,
                "failed to get previous log: previous-index=\(previous.index) "
                    + "last-index=\(log.lastIndex) error=\"log not found\"",
                on: &system)
        }
        let outcome = AppendOutcome.conflict(at: previous.index, hint: max(hint, log.base.index))
        send(.appendReply(term: term, outcome), to: sender)
    }

    /// Adds the entries that the log does not hold, in the place of those that contradict them.
    ///
    /// - Returns: false when there was no room for all of them.
    private mutating func store(
        _ entries: [LogEntry], after index: UInt64, on system: inout some System
    ) -> Bool {
        var index = index
        for entry in entries {
            index += 1
            if index <= log.base.index || log[index]?.term == entry.term { continue }
            do {
                if index <= log.lastIndex {
                    try overwrite(at: index, with: entry, on: &system)
                } else {
                    try log.append(entry, on: &system)
                }
            } catch {
                report(
                    .error, "failed to append to logs: error=\"no space left on device\"",
                    on: &system)
                return false
            }
            if entry.kind == .configuration,
                let servers = try? ClusterConfiguration(decoding: entry.payload)
            {
                adoptServers(servers, index: index)
            }
        }
        return true
    }

    private mutating func overwrite(
        at index: UInt64, with entry: LogEntry, on system: inout some System
    ) throws(SystemError) {
        report(
            .warning, "clearing log suffix: from=\(index) to=\(log.lastIndex)", on: &system)
        try log.overwrite(at: index, with: entry, on: &system)
        guard index <= serversIndex else { return }
        let latest = latestServers(through: index - 1)
        adoptServers(latest.servers, index: latest.index)
    }

    // MARK: Acknowledging

    /// Tells the leader that the logs agree, once that is on the disk.
    mutating func acknowledge(
        _ index: UInt64, to leader: ServerID, on system: inout some System
    ) {
        let earlier = pendingAcknowledgement?.index ?? 0
        pendingAcknowledgement = (leader, max(index, earlier))
        log.sync(on: &system)
        acknowledgeWhatIsDurable(atLeast: index)
    }

    /// Acknowledges as much as the disk holds; the rest keeps waiting.
    mutating func acknowledgeWhatIsDurable(atLeast index: UInt64) {
        guard let pending = pendingAcknowledgement, snapshotStore.isDurable else { return }
        let durable = min(pending.index, log.durableIndex)
        guard durable >= index else { return }
        let outcome = AppendOutcome.matched(durable, commitIndex: commitIndex)
        send(.appendReply(term: term, outcome), to: pending.leader)
        if durable == pending.index { pendingAcknowledgement = nil }
    }

    /// Goes on after the log has reached the disk.
    mutating func logSynced(token: UInt64, on system: inout some System) {
        log.synced(token: token)
        log.sync(on: &system)
        if role == .leader {
            commitWhatAQuorumHolds(on: &system)
        } else if role == .follower {
            acknowledgeWhatIsDurable(atLeast: 1)
        }
    }
}
