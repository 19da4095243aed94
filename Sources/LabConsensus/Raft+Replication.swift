import LabNetwork
import LabProgram

extension Raft {
    /// How many entries may be on their way to one follower (hashicorp/raft `rpcMaxPipeline` of 128
    /// messages).
    private var pipelineLimit: UInt64 { UInt64(configuration.maxAppendEntries) * 128 }

    /// After what time without progress entries are sent again.
    private var retryInterval: Interval { configuration.leaderLease }

    /// After what time without an answer a snapshot is sent again (Consul's raft transport: 10 s).
    private static let snapshotRetryInterval = Interval.seconds(10)

    /// Sends what a follower lacks, as far as its mode allows.
    mutating func replicate(toFollowerAt place: Int) {
        switch followers[place].mode {
        case .snapshot: return
        case .probe:
            if followers[place].waitingSince == nil { sendNextEntries(toFollowerAt: place) }
        case .pipeline:
            while followers[place].mode == .pipeline,
                followers[place].nextIndex <= log.lastIndex,
                followers[place].nextIndex <= followers[place].matchIndex + pipelineLimit
            {
                sendNextEntries(toFollowerAt: place)
            }
        }
    }

    /// Sends one message of entries, or of none when there are none, or a snapshot instead.
    private mutating func sendNextEntries(toFollowerAt place: Int) {
        let next = followers[place].nextIndex
        guard let previousTerm = log.term(at: next - 1) else {
            return sendSnapshot(toFollowerAt: place)
        }
        let previous = LogPosition(index: next - 1, term: previousTerm)
        let count = min(UInt64(configuration.maxAppendEntries), log.lastIndex - previous.index)
        let first = Int(previous.index - log.base.index)
        let request = AppendRequest(
            term: term, previous: previous, commitIndex: commitIndex,
            entries: Array(log.entries[first..<first + Int(count)]))
        followers[place].isTried = true
        if followers[place].mode == .pipeline { followers[place].nextIndex += count }
        let isAnswerDue = followers[place].mode == .probe || count > 0
        if isAnswerDue, followers[place].waitingSince == nil {
            followers[place].waitingSince = clock
        }
        send(.append(request), to: followers[place].id)
    }

    private mutating func sendSnapshot(toFollowerAt place: Int) {
        guard let snapshot else { return }
        followers[place].mode = .snapshot
        followers[place].waitingSince = clock
        followers[place].isTried = true
        send(.installSnapshot(term: term, snapshot), to: followers[place].id)
    }

    /// Says that the leader lives.
    mutating func sendHeartbeat(toFollowerAt place: Int) {
        followers[place].isTried = true
        send(.heartbeat(term: term, round: round), to: followers[place].id)
    }

    // MARK: Timers

    /// Sets the timer of a follower's next heartbeat.
    mutating func setHeartbeatTimer(forFollowerAt place: Int, on system: inout some System) {
        cancel(&followers[place].timer, on: &system)
        var interval = system.randomTimeout(configuration.heartbeatInterval)
        if followers[place].failures > 0 { interval += followers[place].backoff }
        followers[place].timer = system.setTimer(
            after: interval, token(.heartbeat, follower: followers[place].number))
    }

    /// Sends a heartbeat, and again what was not answered in time.
    mutating func heartbeatDue(forFollower number: UInt64, on system: inout some System) {
        guard let place = followers.firstIndex(where: { $0.number == number }) else { return }
        followers[place].timer = nil
        if isGone(followers[place]) { return forgetFollower(at: place, on: &system) }
        sendHeartbeat(toFollowerAt: place)
        retry(followerAt: place)
        setHeartbeatTimer(forFollowerAt: place, on: &system)
    }

    private mutating func retry(followerAt place: Int) {
        let follower = followers[place]
        let patience =
            follower.mode == .snapshot ? Raft.snapshotRetryInterval : retryInterval
        if let since = follower.waitingSince {
            guard clock - since >= patience else { return }
            followers[place].probe()
            replicate(toFollowerAt: place)
        } else if follower.mode == .probe || follower.commitIndex < commitIndex {
            sendNextEntries(toFollowerAt: place)
        }
    }

    /// Tells the followers what has been committed since they last heard.
    mutating func commitTimeoutPassed() {
        commitTimer = nil
        for place in followers.indices {
            guard followers[place].mode == .pipeline, followers[place].failures == 0,
                followers[place].commitIndex < commitIndex
            else { continue }
            sendNextEntries(toFollowerAt: place)
        }
    }

    // MARK: Answers

    /// Takes the answer of a follower in this term; one of a later term ends this leadership.
    mutating func receiveReply<S: System>(
        term newTerm: UInt64, from sender: ServerID, on system: inout S,
        _ body: (inout Raft, Int, inout S) -> Void
    ) {
        if newTerm > term {
            if role == .leader {
                report(
                    .error,
                    "peer has newer term, stopping replication: peer=\(peerText(of: sender))",
                    on: &system)
            }
            if !enterTerm(newTerm, on: &system), role == .leader {
                stepDown(.newerTerm, on: &system)
            }
            return
        }
        guard role == .leader, newTerm == term,
            let place = followers.firstIndex(where: { $0.id == sender })
        else { return }
        followers[place].lastContact = clock
        if followers[place].failures > 0 {
            followers[place].failures = 0
            setHeartbeatTimer(forFollowerAt: place, on: &system)
            isReplicationWanted = true
        }
        body(&self, place, &system)
    }

    /// Takes the answer to entries or to a snapshot.
    mutating func receiveOutcome(
        _ outcome: AppendOutcome, fromFollowerAt place: Int, on system: inout some System
    ) {
        switch outcome {
        case .matched(let index, let commitIndex):
            followers[place].commitIndex = max(followers[place].commitIndex, commitIndex)
            followerMatched(index, at: place, on: &system)
        case .conflict(let index, let hint):
            followerDiffers(at: index, hint: hint, place: place, on: &system)
        case .refused:
            followers[place].probe()
            followers[place].failures += 1
            setHeartbeatTimer(forFollowerAt: place, on: &system)
        case .stale:
            return
        }
    }

    private mutating func followerMatched(
        _ index: UInt64, at place: Int, on system: inout some System
    ) {
        guard index <= log.lastIndex, index >= followers[place].matchIndex else { return }
        let isNews = index > followers[place].matchIndex
        followers[place].matchIndex = index
        followers[place].nextIndex = max(followers[place].nextIndex, index + 1)
        if followers[place].mode == .snapshot, index < log.base.index { return }
        if followers[place].mode != .pipeline {
            report(
                .info, "pipelining replication: peer=\(peerText(of: followers[place].id))",
                on: &system)
            followers[place].mode = .pipeline
            followers[place].nextIndex = index + 1
        }
        let isComplete = index + 1 == followers[place].nextIndex
        followers[place].waitingSince = isComplete ? nil : clock
        if followers[place].nextIndex <= log.lastIndex { isReplicationWanted = true }
        if isGone(followers[place]) { forgetFollower(at: place, on: &system) }
        if isNews { commitWhatAQuorumHolds(on: &system) }
    }

    private mutating func followerDiffers(
        at index: UInt64, hint: UInt64, place: Int, on system: inout some System
    ) {
        // An answer to an earlier message: what has been agreed on since can't be in question.
        guard index > followers[place].matchIndex, index < followers[place].nextIndex
        else { return }
        followers[place].mode = .probe
        followers[place].waitingSince = nil
        followers[place].nextIndex = max(followers[place].matchIndex, min(hint, index - 1)) + 1
        report(
            .warning,
            "appendEntries rejected, sending older logs: "
                + "peer=\(peerText(of: followers[place].id)) next=\(followers[place].nextIndex)",
            on: &system)
        isReplicationWanted = true
    }

    /// Says that a connection to a server could not be made, or broke.
    ///
    /// A leader then leaves that server alone for a while, longer each time.
    public mutating func peerUnreachable(_ peer: ServerID, on system: inout some System) {
        clock = system.now
        guard role == .leader, let place = followers.firstIndex(where: { $0.id == peer }),
            followers[place].isTried
        else { return }
        report(
            .error, "failed to heartbeat to: peer=\(addressText(of: peer)) error=\"unreachable\"",
            on: &system)
        followers[place].isTried = false
        followers[place].failures += 1
        followers[place].probe()
        setHeartbeatTimer(forFollowerAt: place, on: &system)
    }
}
