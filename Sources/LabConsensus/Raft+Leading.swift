import LabNetwork
import LabProgram

extension Raft {
    /// Leads the term whose election was won.
    mutating func becomeLeader(tally: Int, on system: inout some System) {
        report(.info, "election won: tally=\(tally)", on: &system)
        let electors = votes
        leaveRole(on: &system)
        votes = electors
        role = .leader
        pendingAcknowledgement = nil
        report(.info, "entering leader state: leader=\(nodeText)", on: &system)
        events.append(.electionWon(tally: tally))
        events.append(.roleChanged(.leader, term: term))
        setLeader(id, on: &system)
        system.noteChange()
        followerCount = 0
        round = 0
        termStart = log.lastIndex + 1
        updateFollowers(on: &system)
        // An entry of the own term is what commits those of earlier ones (Raft §8).
        _ = appendEntry(LogEntry(term: term, kind: .barrier, payload: []), on: &system)
    }

    /// Adds an entry as the leader.
    ///
    /// - Returns: its index; `nil` when there was no room, and then the server no longer leads.
    mutating func appendEntry(_ entry: LogEntry, on system: inout some System) -> UInt64? {
        do {
            try log.append(entry, on: &system)
        } catch {
            report(
                .error, "failed to commit logs: error=\"no space left on device\"", on: &system)
            stepDown(.diskFull, on: &system)
            return nil
        }
        log.sync(on: &system)
        isReplicationWanted = true
        return log.lastIndex
    }

    /// Proposes a command for the replicated state.
    ///
    /// It comes back through `takeCommitted` at the index returned, in the same term, or never.
    ///
    /// - Returns: its index; `nil` where this server does not lead, or has no room on its disk.
    public mutating func propose(_ command: [UInt8], on system: inout some System) -> UInt64? {
        propose(kind: .command, command, on: &system)
    }

    /// Proposes an entry that does nothing: once it is back, all before it has been applied.
    ///
    /// - Returns: its index; `nil` where this server does not lead, or has no room on its disk.
    public mutating func barrier(on system: inout some System) -> UInt64? {
        propose(kind: .barrier, [], on: &system)
    }

    private mutating func propose(
        kind: LogEntry.Kind, _ payload: [UInt8], on system: inout some System
    ) -> UInt64? {
        clock = system.now
        guard role == .leader else { return nil }
        return appendEntry(LogEntry(term: term, kind: kind, payload: payload), on: &system)
    }

    // MARK: Lease

    /// Sets the timer of the lease where there is anybody to hear from.
    mutating func watchLease(on system: inout some System) {
        guard roleTimer == nil, !followers.isEmpty else { return }
        setRoleTimer(.lease, after: configuration.leaderLease, on: &system)
    }

    /// Steps down when no quorum has answered within the lease.
    mutating func checkLease(on system: inout some System) {
        roleTimer = nil
        if followers.isEmpty { return }
        let lease = configuration.leaderLease
        var contacted = servers.isVoter(id) ? 1 : 0
        var longest = Interval.zero
        for place in followers.indices where followers[place].isVoter {
            let silence = clock - followers[place].lastContact
            if silence < lease {
                contacted += 1
                longest = max(longest, silence)
            } else {
                report(
                    silence <= lease * 3 ? .warning : .debug,
                    "failed to contact: server-id=\(followers[place].id) time=\(silence)",
                    on: &system)
            }
        }
        if contacted < servers.quorum {
            report(
                .warning, "failed to contact quorum of nodes, stepping down", on: &system)
            return stepDown(.leaseExpired, on: &system)
        }
        setRoleTimer(.lease, after: lease - longest, on: &system)
    }

    // MARK: Verification

    /// Asks a quorum whether this server still leads, for a consistent read.
    ///
    /// - Returns: the token of the `RaftEvent.verified` that follows; `nil` where it does not lead.
    public mutating func verifyLeadership(on system: inout some System) -> UInt64? {
        clock = system.now
        guard role == .leader else { return nil }
        lastToken += 1
        if servers.quorum == 1, servers.isVoter(id) {
            events.append(.verified(token: lastToken, true))
            return lastToken
        }
        // Verifications that no heartbeat has left for yet share a round.
        if !isRoundWanted { round += 1 }
        isRoundWanted = true
        verifications.append((lastToken, round))
        return lastToken
    }

    /// Takes the answer to a heartbeat.
    mutating func receiveHeartbeatReply(round: UInt64, fromFollowerAt place: Int) {
        guard round <= self.round else { return }
        followers[place].round = max(followers[place].round, round)
        while let oldest = verifications.first {
            var confirmed = servers.isVoter(id) ? 1 : 0
            for follower in followers where follower.isVoter && follower.round >= oldest.round {
                confirmed += 1
            }
            guard confirmed >= servers.quorum else { return }
            verifications.removeFirst()
            events.append(.verified(token: oldest.token, true))
        }
    }
}
