import LabNetwork
import LabProgram

/// What a timer of the consensus is for.
enum RaftTimer: UInt8 {
    /// A follower looks whether its leader is still there.
    case patience = 1
    /// A candidate gives up its election.
    case election = 2
    /// A leader looks whether a quorum is still there.
    case lease = 3
    /// A leader tells one follower that it lives.
    case heartbeat = 4
    /// A leader tells the followers what has been committed.
    case commit = 5
    /// The log has been long for a while.
    case snapshot = 6
}

extension Raft {
    /// Takes a timer of its scope or the answer of one of its stores.
    ///
    /// - Returns: whether the event was for the consensus.
    public mutating func handle(_ event: Event, on system: inout some System) -> Bool {
        switch event {
        case .timer(let token) where token.scope == configuration.scope:
            handleTimer(token, on: &system)
            return true
        case .synced(let file, let token):
            return handleSynced(file, token: token, on: &system)
        default:
            return false
        }
    }

    private mutating func handleTimer(_ token: TimerToken, on system: inout some System) {
        clock = system.now
        guard let kind = RaftTimer(rawValue: token.kind) else { return }
        if kind == .snapshot {
            snapshotTimer = nil
            events.append(.snapshotWanted)
            return
        }
        guard token.value >> 16 == epoch & 0xffff_ffff else { return }
        switch kind {
        case .patience: checkLeader(on: &system)
        case .election: restartElection(on: &system)
        case .lease: checkLease(on: &system)
        case .heartbeat: heartbeatDue(forFollower: token.value & 0xffff, on: &system)
        case .commit: commitTimeoutPassed()
        case .snapshot: break
        }
    }

    private mutating func handleSynced(
        _ file: StoreFile, token: UInt64, on system: inout some System
    ) -> Bool {
        clock = system.now
        switch file {
        case ballotStore.file: ballotSynced(token: token, on: &system)
        case log.file: logSynced(token: token, on: &system)
        case snapshotStore.file: snapshotSynced(token: token, on: &system)
        default: return false
        }
        return true
    }

    /// Takes a message that another server's `takeMessages` gave to its transport.
    ///
    /// What can't be read is dropped.
    ///
    /// - Parameters:
    ///   - message: the bytes.
    ///   - sender: who sent it, as the transport knows.
    ///   - system: the host that the program runs on.
    public mutating func receive(
        _ message: [UInt8], from sender: ServerID, on system: inout some System
    ) {
        clock = system.now
        guard sender != id, let message = try? RaftMessage(decoding: message) else { return }
        switch message {
        case .heartbeat(let term, let round):
            receiveHeartbeat(term: term, round: round, from: sender, on: &system)
        case .append(let request):
            receiveAppend(request, from: sender, on: &system)
        case .installSnapshot(let term, let snapshot):
            receiveSnapshot(snapshot, term: term, from: sender, on: &system)
        case .requestVote(let term, let last, let isTransfer):
            receiveVoteRequest(
                term: term, last: last, isTransfer: isTransfer, from: sender, on: &system)
        case .timeoutNow(let term):
            receiveTimeoutNow(term: term, from: sender, on: &system)
        case .voteReply(let term, let isGranted):
            receiveVote(term: term, isGranted: isGranted, from: sender, on: &system)
        case .heartbeatReply(let term, let round):
            receiveReply(term: term, from: sender, on: &system) { raft, place, system in
                raft.receiveHeartbeatReply(round: round, fromFollowerAt: place)
            }
        case .appendReply(let term, let outcome):
            receiveReply(term: term, from: sender, on: &system) { raft, place, system in
                raft.receiveOutcome(outcome, fromFollowerAt: place, on: &system)
            }
        }
    }
}
