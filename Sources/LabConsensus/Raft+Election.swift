import LabNetwork
import LabProgram

extension Raft {
    /// Sets the timer after which a follower looks for its leader.
    ///
    /// It is not set anew when the leader is heard: as in hashicorp/raft it runs freely, so a dead
    /// leader is noticed after one to three times the timeout.
    mutating func setPatienceTimer(on system: inout some System) {
        let interval = system.randomTimeout(configuration.heartbeatTimeout)
        setRoleTimer(.patience, after: interval, on: &system)
    }

    /// Begins an election when the leader has not been heard for the heartbeat timeout.
    mutating func checkLeader(on system: inout some System) {
        roleTimer = nil
        setPatienceTimer(on: &system)
        if let lastContact, clock - lastContact < configuration.heartbeatTimeout { return }
        let lastLeader = leader
        setLeader(nil, on: &system)
        if servers.servers.isEmpty {
            warnOnce("no known peers, aborting election", on: &system)
        } else if !mayStand {
            warnOnce("not part of stable configuration, aborting election", on: &system)
        } else {
            report(
                .warning,
                "heartbeat timeout reached, starting election: "
                    + "last-leader=\(addressText(of: lastLeader))",
                on: &system)
            beginElection(on: &system)
        }
    }

    /// Whether the server may ask for votes.
    ///
    /// One that the latest configuration takes the vote from still may as long as that is not known
    /// to be committed, because the others may need its log (Raft thesis §4.2.2).
    private var mayStand: Bool {
        if servers.isVoter(id) { return true }
        guard serversIndex > commitIndex else { return false }
        return latestServers(through: serversIndex - 1).servers.isVoter(id)
    }

    private mutating func warnOnce(_ text: String, on system: inout some System) {
        if !hasWarned { report(.warning, text, on: &system) }
        hasWarned = true
    }

    /// Stands in the next term (Raft §5.2).
    mutating func beginElection(isTransfer: Bool = false, on system: inout some System) {
        let isVoter = servers.isVoter(id)
        guard save(Ballot(term: term + 1, vote: isVoter ? id : nil), on: &system) else {
            if role != .follower { enterFollower(on: &system) }
            return
        }
        pendingAcknowledgement = nil
        leaveRole(on: &system)
        role = .candidate
        setLeader(nil, on: &system)
        report(.info, "entering candidate state: node=\(nodeText) term=\(term)", on: &system)
        events.append(.roleChanged(.candidate, term: term))
        system.noteChange()
        let interval = system.randomTimeout(configuration.electionTimeout)
        setRoleTimer(.election, after: interval, on: &system)
        report(.debug, "votes: needed=\(servers.quorum)", on: &system)
        let request = RaftMessage.requestVote(term: term, last: log.last, isTransfer: isTransfer)
        for server in servers.servers where server.isVoter && server.id != id {
            send(request, to: server.id)
        }
    }

    /// Stands anew after nobody won.
    mutating func restartElection(on system: inout some System) {
        roleTimer = nil
        report(.warning, "Election timeout reached, restarting election", on: &system)
        beginElection(on: &system)
    }

    // MARK: Voting

    /// Answers a candidate (Raft §5.2 and §5.4.1).
    ///
    /// As in hashicorp/raft a server that knows a leader refuses before it looks at the term, so a
    /// candidate does not depose a leader that the others can hear.
    mutating func receiveVoteRequest(
        term newTerm: UInt64, last: LogPosition, isTransfer: Bool, from candidate: ServerID,
        on system: inout some System
    ) {
        if let leader, leader != candidate, !isTransfer {
            report(
                .warning,
                "rejecting vote request since we have a leader: "
                    + "from=\(addressText(of: candidate)) leader=\(addressText(of: leader))",
                on: &system)
            return send(.voteReply(term: term, isGranted: false), to: candidate)
        }
        if newTerm > term {
            report(
                .debug, "lost leadership because received a requestVote with a newer term",
                on: &system)
            guard enterTerm(newTerm, on: &system) else { return }
        }
        let isGranted =
            newTerm == term && isCurrent(last, of: candidate, on: &system)
            && grantVote(to: candidate, on: &system)
        if isGranted { lastContact = clock }
        send(.voteReply(term: term, isGranted: isGranted), to: candidate)
    }

    /// Whether a candidate's log holds at least what this one does.
    private func isCurrent(
        _ last: LogPosition, of candidate: ServerID, on system: inout some System
    ) -> Bool {
        if (last.term, last.index) >= (log.lastTerm, log.lastIndex) { return true }
        let measure = log.lastTerm > last.term ? "term" : "index"
        report(
            .warning,
            "rejecting vote request since our last \(measure) is greater: "
                + "candidate=\(addressText(of: candidate)) last-\(measure)="
                + "\(log.lastTerm > last.term ? log.lastTerm : log.lastIndex) last-candidate-"
                + "\(measure)=\(log.lastTerm > last.term ? last.term : last.index)",
            on: &system)
        return false
    }

    /// Gives the term's one vote, or says again that it was given.
    private mutating func grantVote(
        to candidate: ServerID, on system: inout some System
    ) -> Bool {
        guard let vote = ballot.vote else {
            return save(Ballot(term: term, vote: candidate), on: &system)
        }
        report(.info, "duplicate requestVote for same term: term=\(term)", on: &system)
        return vote == candidate
    }

    /// Takes the answer to a request for a vote.
    mutating func receiveVote(
        term newTerm: UInt64, isGranted: Bool, from voter: ServerID, on system: inout some System
    ) {
        if newTerm > term {
            report(.debug, "newer term discovered, fallback to follower", on: &system)
            _ = enterTerm(newTerm, on: &system)
            return
        }
        guard role == .candidate, newTerm == term, isGranted else { return }
        count(voteOf: voter, on: &system)
    }

    /// Counts a vote once, and begins to lead with that of a majority.
    mutating func count(voteOf voter: ServerID, on system: inout some System) {
        guard servers.isVoter(voter), !votes.contains(voter) else { return }
        votes.append(voter)
        report(
            .debug, "vote granted: from=\(voter) term=\(term) tally=\(votes.count)", on: &system)
        if votes.count >= servers.quorum { becomeLeader(tally: votes.count, on: &system) }
    }

    /// Stands at once because the leader asked for it.
    mutating func receiveTimeoutNow(
        term newTerm: UInt64, from sender: ServerID, on system: inout some System
    ) {
        guard newTerm == term, leader == sender, role == .follower, mayStand else { return }
        beginElection(isTransfer: true, on: &system)
    }
}
