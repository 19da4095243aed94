import LabConsensus
import LabNetwork
import LabProgram

// How requests find the leader, or wait for one (spec 4.2).
extension DiscoveryAgent {
    /// How often a request is passed on at most; leaders may change while it is under way.
    static let hopLimit: UInt8 = 4

    /// Where the leader is, if it is another server.
    var leaderEndpoint: Endpoint? {
        guard let leader = raft?.leader, leader != identity.id else { return nil }
        return raft?.servers[leader]?.address ?? servers.server(id: leader.description)?.endpoint
    }

    /// Whether this server leads.
    var isLeader: Bool { leadership != nil }

    /// Whether this server may answer without asking the leader: it must have heard one since it
    /// started (Consul's `forward`).
    func canAnswerStale(at now: Instant) -> Bool {
        isLeader || raft?.lastContact(at: now) != nil
    }

    /// Has a command committed: here, by the leader, or by the next leader.
    mutating func submit(_ open: OpenCommand, on system: inout some System) {
        if isLeader {
            if !propose(open.change, for: open.purpose, on: &system) {
                refuse(open, reason: "failed to append to log", on: &system)
            }
            return
        }
        guard let endpoint = leaderEndpoint, open.hops < DiscoveryAgent.hopLimit else {
            hold(.command(open), on: &system)
            return
        }
        let command = StoreCommand(open.change, time: system.now).encoded()
        let request = RPCRequest.command(command, hops: open.hops + 1)
        switch open.purpose {
        case .remote(let origin):
            rpc.request(request, of: endpoint, for: .command(origin), on: &system)
        case .synchronisation(let number):
            rpc.request(request, of: endpoint, for: .synchronisation(number), on: &system)
        case .write, .none: break
        }
    }

    private mutating func refuse(
        _ open: OpenCommand, reason: String, on system: inout some System
    ) {
        switch open.purpose {
        case .remote(let origin): rpc.reply(.failed(reason), to: origin, on: &system)
        case .synchronisation(let number):
            synchronisationFailed(number, reason: reason, on: &system)
        case .write(let origin, _): answer(.plain(500, reason), to: origin, on: &system)
        case .none: break
        }
    }

    // MARK: - Waiting for a leader

    /// Keeps something until there is a leader, at most until its deadline.
    mutating func hold(_ item: HeldRequests.Item, on system: inout some System) {
        let rest = item.deadline - system.now
        guard rest > .zero, !held.isFull, phase == .running else {
            giveUp(item, on: &system)
            return
        }
        let timer = setTimer(.heldRequest, value: held.next, after: rest, on: &system)
        held.add(item, timer: timer)
    }

    mutating func holdExpired(_ number: UInt64, on system: inout some System) {
        if let item = held.expire(number) { giveUp(item, on: &system) }
    }

    private mutating func giveUp(_ item: HeldRequests.Item, on system: inout some System) {
        switch item {
        case .request(let open):
            // A leader holds only what must wait for its barrier.
            let error = isLeader ? APIError.notReadyForConsistentReads : APIError.noLeader
            answer(error.response, to: open.origin, on: &system)
        case .command(let open): refuse(open, reason: APIError.noLeader.message, on: &system)
        case .question(let open): failQuestion(open, on: &system)
        case .registrations(_, let origin, _):
            rpc.reply(.failed(APIError.noLeader.message), to: origin, on: &system)
        }
    }

    /// Tries everything again that waited for a leader.
    mutating func retryHeldRequests(on system: inout some System) {
        guard !held.isEmpty else { return }
        for item in held.takeAll(on: &system) {
            switch item {
            case .request(let open): dispatch(open, on: &system)
            case .command(let open): submit(open, on: &system)
            case .question(let open): answerFromStore(open, on: &system)
            case .registrations(let node, let origin, let deadline):
                show(node, to: origin, until: deadline, on: &system)
            }
        }
    }
}

extension HeldRequests.Item {
    /// Until when it may wait.
    var deadline: Instant {
        switch self {
        case .request(let open): open.deadline
        case .command(let open): open.deadline
        case .question(let open): open.deadline
        case .registrations(_, _, let deadline): deadline
        }
    }
}
