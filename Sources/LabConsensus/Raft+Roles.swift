import LabNetwork
import LabProgram

extension Raft {
    /// Becomes a follower, of a leader where one is known.
    mutating func enterFollower(of leader: ServerID? = nil, on system: inout some System) {
        leaveRole(on: &system)
        // What it heard before it led says nothing about the time since.
        if role == .leader { lastContact = clock }
        role = .follower
        hasWarned = false
        setLeader(leader, on: &system)
        report(
            .info,
            "entering follower state: follower=\(nodeText) leader=\(addressText(of: leader))",
            on: &system)
        events.append(.roleChanged(.follower, term: term))
        system.noteChange()
        setPatienceTimer(on: &system)
    }

    /// Ends what belongs to the present role alone.
    mutating func leaveRole(on system: inout some System) {
        epoch &+= 1
        cancel(&roleTimer, on: &system)
        cancel(&commitTimer, on: &system)
        for place in followers.indices { cancel(&followers[place].timer, on: &system) }
        followers.removeAll(keepingCapacity: true)
        votes.removeAll(keepingCapacity: true)
        for verification in verifications {
            events.append(.verified(token: verification.token, false))
        }
        verifications.removeAll()
        isRoundWanted = false
        isReplicationWanted = false
    }

    /// Knows another leader from now on, or none.
    mutating func setLeader(_ newLeader: ServerID?, on system: inout some System) {
        guard leader != newLeader else { return }
        leader = newLeader
        events.append(.leaderChanged(newLeader))
        system.noteChange()
    }

    /// Stops leading.
    mutating func stepDown(_ reason: RaftStepDown, on system: inout some System) {
        events.append(.steppedDown(reason))
        enterFollower(on: &system)
    }

    /// Moves on to a later term as a follower (Raft §5.1).
    ///
    /// - Returns: false when the term could not be stored; the server is as it was then.
    mutating func enterTerm(
        _ newTerm: UInt64, leader: ServerID? = nil, on system: inout some System
    ) -> Bool {
        guard save(Ballot(term: newTerm), on: &system) else { return false }
        pendingAcknowledgement = nil
        if role == .follower {
            setLeader(leader, on: &system)
        } else {
            if role == .leader { events.append(.steppedDown(.newerTerm)) }
            enterFollower(of: leader, on: &system)
        }
        return true
    }

    /// Stores term and vote; they count in memory at once and before others after the sync.
    ///
    /// - Returns: false when there is no room; nothing changed then.
    mutating func save(_ newBallot: Ballot, on system: inout some System) -> Bool {
        do {
            try ballotStore.replace(with: [newBallot.record], on: &system)
        } catch {
            report(
                .error, "failed to save current term: error=\"no space left on device\"",
                on: &system)
            return false
        }
        ballot = newBallot
        return true
    }

    /// Lets the messages go that waited for term and vote.
    mutating func ballotSynced(token: UInt64, on system: inout some System) {
        ballotStore.synced(token: token)
        guard ballotStore.isDurable else { return }
        outbox += heldMessages
        heldMessages.removeAll()
        if role == .candidate, ballot.vote == id { count(voteOf: id, on: &system) }
    }

    // MARK: Timers

    /// A token that says which role it belongs to.
    func token(_ kind: RaftTimer, follower: UInt64 = 0) -> TimerToken {
        TimerToken(
            scope: configuration.scope, kind: kind.rawValue,
            value: (epoch & 0xffff_ffff) << 16 | follower & 0xffff)
    }

    /// Sets the one timer of the role.
    mutating func setRoleTimer(
        _ kind: RaftTimer, after interval: Interval, on system: inout some System
    ) {
        cancel(&roleTimer, on: &system)
        roleTimer = system.setTimer(after: interval, token(kind))
    }

    /// Makes sure that a timer does not run out.
    func cancel(_ timer: inout TimerID?, on system: inout some System) {
        guard let running = timer else { return }
        system.cancelTimer(running)
        timer = nil
    }
}

extension System {
    /// A random interval from once up to twice one (hashicorp/raft `randomTimeout`).
    mutating func randomTimeout(_ interval: Interval) -> Interval {
        interval + random(below: interval)
    }
}
