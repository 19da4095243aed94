import LabConsensus
import LabNetwork
import LabProgram

extension DiscoveryAgent {
    /// Hands a timer or a sync to the consensus.
    mutating func consensus(_ event: Event, on system: inout some System) {
        if raft?.handle(event, on: &system) == true { consensusIsDirty = true }
    }

    /// Carries what came out of the consensus to the store, to those who wait and to the others.
    mutating func settleConsensus(on system: inout some System) {
        guard raft != nil else { return }
        consensusIsDirty = false
        let committed = raft?.takeCommitted() ?? []
        let events = raft?.takeEvents() ?? []
        let messages = raft?.takeMessages() ?? []
        for entry in committed { apply(entry, on: &system) }
        for event in events { react(to: event, on: &system) }
        for message in messages { send(message, on: &system) }
    }

    private mutating func send(_ message: RaftEnvelope, on system: inout some System) {
        guard let address = address(of: message.to) else { return }
        if !rpc.send(raft: message.bytes, to: address, on: &system) {
            raft?.peerUnreachable(message.to, on: &system)
            consensusIsDirty = true
        }
    }

    /// Where a server takes part in the consensus.
    private func address(of id: ServerID) -> Endpoint? {
        if let address = raft?.servers[id]?.address { return address }
        return servers.server(id: id.description)?.endpoint
    }

    /// Says that what was sent to a server may be lost.
    mutating func lost(_ endpoint: Endpoint, on system: inout some System) {
        guard let peers = raft?.servers.servers else { return }
        for peer in peers where peer.address == endpoint {
            raft?.peerUnreachable(peer.id, on: &system)
            consensusIsDirty = true
        }
    }

    // MARK: - Committed entries

    private mutating func apply(_ entry: CommittedEntry, on system: inout some System) {
        takenIndex = entry.index
        switch entry.content {
        case .command(let bytes): apply(bytes, of: entry, on: &system)
        case .barrier: barrierReached(entry.index, on: &system)
        case .configuration: if leadership != nil { continueServerChanges(on: &system) }
        case .restore(let snapshot):
            storeHasChanged = true
            do {
                store = try StateStore(snapshot: snapshot)
            } catch {
                system.log(.error, "agent.server.fsm: failed to restore snapshot")
            }
        }
    }

    private mutating func apply(
        _ bytes: [UInt8], of entry: CommittedEntry, on system: inout some System
    ) {
        guard let command = try? StoreCommand(decoding: bytes) else {
            system.log(.error, "agent.server.fsm: failed to decode entry \(entry.index)")
            return
        }
        let result = store.apply(command, index: entry.index)
        applied = AppliedEntry(index: entry.index, digest: FNV.hash(bytes) ^ entry.term)
        storeHasChanged = true
        if let proposal = proposals.take(entry) {
            complete(proposal, with: result, on: &system)
        }
        if leadership != nil { watch(command, index: entry.index, on: &system) }
    }

    private mutating func complete(
        _ proposal: Proposal, with result: CommandResult, on system: inout some System
    ) {
        switch proposal.purpose {
        case .write(let origin, let request):
            answer(request.response(to: result), to: origin, on: &system)
        case .remote(let origin):
            rpc.reply(RPCAnswer(result), to: origin, on: &system)
        case .synchronisation(let number):
            written(number, failure: result.failureReason, on: &system)
        case .none: break
        }
    }

    /// Tells those whose commands are not committed that they may never be.
    private mutating func abandonProposals(on system: inout some System) {
        for proposal in proposals.takeAll() {
            let reason = "leadership lost while committing log"
            switch proposal.purpose {
            case .write(let origin, _):
                answer(HTTPResponse(status: 500, text: reason), to: origin, on: &system)
            case .remote(let origin): rpc.reply(.failed(reason), to: origin, on: &system)
            case .synchronisation(let number): written(number, failure: reason, on: &system)
            case .none: break
            }
        }
    }

    /// Proposes a command and remembers who wants to know what came of it.
    ///
    /// - Returns: whether this server is the leader and has room.
    mutating func propose(
        _ change: StoreCommand.Change, for purpose: Proposal.Purpose,
        on system: inout some System
    ) -> Bool {
        let command = StoreCommand(change, time: system.now).encoded()
        guard let index = raft?.propose(command, on: &system), let term = raft?.term else {
            return false
        }
        proposals.add(Proposal(term: term, purpose: purpose), at: index)
        consensusIsDirty = true
        return true
    }

    // MARK: - Events

    private mutating func react(to event: RaftEvent, on system: inout some System) {
        switch event {
        case .roleChanged(let role, let term):
            if role == .leader { becomeLeader(in: term, on: &system) }
            system.noteChange()
        case .leaderChanged(let leader): leaderChanged(to: leader, on: &system)
        case .electionWon: break
        case .steppedDown:
            stepDown(on: &system)
            abandonProposals(on: &system)
            leadershipEnded(on: &system)
        case .verified(let token, let isLeader):
            verified(token, isLeader: isLeader, on: &system)
        case .configurationChanged: system.noteChange()
        case .snapshotWanted:
            raft?.snapshotTaken(store.snapshot(), lastIndex: takenIndex, on: &system)
            consensusIsDirty = true
        }
    }

    private mutating func leaderChanged(
        to leader: ServerID?, on system: inout some System
    ) {
        system.noteChange()
        guard let leader else { return }
        bootstrap.isOver = true
        let name =
            leader == identity.id
            ? identity.name : servers.server(id: leader.description)?.name ?? "\(leader)"
        system.log(.info, "agent.server: New leader elected: payload=\(name)")
        serverAppeared(on: &system)
        retryHeldRequests(on: &system)
    }
}
