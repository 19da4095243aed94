import LabNetwork
import LabProgram

// What comes from other agents over their connections.
extension DiscoveryAgent {
    /// Looks at everything that the connections to other agents brought.
    mutating func deliver(on system: inout some System) {
        var next = 0
        while next < rpc.deliveries.count {
            let delivery = rpc.deliveries[next]
            next += 1
            take(delivery, on: &system)
        }
        rpc.deliveries.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ delivery: RPCDelivery, on system: inout some System) {
        switch delivery {
        case .raft(let sender, let message):
            raft?.receive(message, from: sender, on: &system)
            consensusIsDirty = true
        case .request(let origin, let request): take(request, from: origin, on: &system)
        case .answer(let purpose, let answer): take(answer, for: purpose, on: &system)
        case .failure(let purpose, let failure): take(failure, for: purpose, on: &system)
        case .cancelled(let origin): abandon(.remote(origin), on: &system)
        case .gone(let connection): abandonAll(from: connection, on: &system)
        case .unreachable(let endpoint): lost(endpoint, on: &system)
        }
    }

    private mutating func take(
        _ request: RPCRequest, from origin: RPCOrigin, on system: inout some System
    ) {
        guard isServer, phase == .running || departure.stillAnswers else {
            rpc.reply(.failed("rpc error: server is shutting down"), to: origin, on: &system)
            return
        }
        switch request {
        case .http(let request, let hops):
            let deadline = system.now + configuration.holdTimeout
            dispatch(
                OpenRequest(
                    request: request, origin: .remote(origin), hops: hops, deadline: deadline),
                on: &system)
        case .question(let packet, let isStream, let hops):
            let deadline = system.now + configuration.holdTimeout
            answerFromStore(
                OpenQuestion(
                    packet: packet, origin: .remote(origin), isStream: isStream, hops: hops,
                    deadline: deadline), on: &system)
        case .raftPeers:
            let count = raft?.servers.servers.count ?? 0
            rpc.reply(.peers(count), to: origin, on: &system)
        case .command(let bytes, let hops):
            guard let command = try? StoreCommand(decoding: bytes) else {
                rpc.reply(.failed("rpc error: malformed command"), to: origin, on: &system)
                return
            }
            let deadline = system.now + configuration.holdTimeout
            submit(
                OpenCommand(
                    change: command.change, purpose: .remote(origin), hops: hops,
                    deadline: deadline), on: &system)
        case .registrations(let node):
            let deadline = system.now + configuration.holdTimeout
            show(node, to: origin, until: deadline, on: &system)
        }
    }

    /// Shows another agent what the catalog says about a node, as soon as a leader was heard.
    mutating func show(
        _ node: String, to origin: RPCOrigin, until deadline: Instant,
        on system: inout some System
    ) {
        guard canAnswerStale(at: system.now) else {
            hold(.registrations(node: node, origin, deadline: deadline), on: &system)
            return
        }
        let view = catalogView(ofNode: node)
        rpc.reply(.registrations(view.encoded()), to: origin, on: &system)
    }

    private mutating func take(
        _ answer: RPCAnswer, for purpose: RPCPurpose, on system: inout some System
    ) {
        switch (purpose, answer) {
        case (.relay(let open), .http(let response)):
            self.answer(response.forwarded(), to: open.origin, on: &system)
        case (.relay(let open), .failed(let reason)):
            self.answer(.plain(500, reason), to: open.origin, on: &system)
        case (.question(let open), .message(let packet)):
            send(packet, to: open, on: &system)
        case (.question(let open), .failed): failQuestion(open, on: &system)
        case (.bootstrap(let endpoint), .peers(let count)):
            peersAnswered(count, by: endpoint, on: &system)
        case (.synchronisation(let number), .applied):
            written(number, failure: nil, on: &system)
        case (.synchronisation(let number), .registrations(let bytes)):
            viewArrived(try? CatalogView(decoding: bytes), for: number, on: &system)
        case (.synchronisation(let number), .failed(let reason)):
            let text = reason.hasPrefix("rpc error") ? reason : "rpc error making call: \(reason)"
            synchronisationFailed(number, reason: text, on: &system)
        case (.command(let origin), .applied), (.command(let origin), .failed):
            rpc.reply(answer, to: origin, on: &system)
        default: break
        }
    }

    private mutating func take(
        _ failure: RPCFailure, for purpose: RPCPurpose, on system: inout some System
    ) {
        servers.rotate(after: failure.endpoint)
        switch purpose {
        case .relay(let open):
            // A read that was cut off does no harm when it is done twice (Consul's `canRetry`).
            if failure.isBroken, open.request.method == "GET", system.now < open.deadline {
                hold(.request(open), on: &system)
                if !isServer { retryHeldRequests(on: &system) }
                return
            }
            answer(.plain(500, failure.reason), to: open.origin, on: &system)
        case .question(let open):
            if !isServer, failure.isBroken, system.now < open.deadline, !servers.isEmpty {
                askServer(open, on: &system)
            } else {
                failQuestion(open, on: &system)
            }
        case .bootstrap: break
        case .synchronisation(let number):
            synchronisationFailed(number, reason: failure.reason, on: &system)
        case .command(let origin):
            rpc.reply(.failed(failure.reason), to: origin, on: &system)
        }
    }

    /// What this server's catalog shows about a node.
    func catalogView(ofNode name: String) -> CatalogView {
        guard let record = store.record(named: name) else { return CatalogView(node: nil) }
        return CatalogView(node: record.node, services: record.services, checks: record.checks)
    }
}

extension RPCAnswer {
    /// What came of a command.
    init(_ result: CommandResult) {
        if let reason = result.failureReason { self = .failed(reason) } else { self = .applied }
    }
}

extension CommandResult {
    /// Why a command was refused; `nil` where it was not.
    var failureReason: String? { if case .failure(let reason) = self { reason } else { nil } }
}
