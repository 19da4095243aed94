import LabNetwork
import LabProgram

// How requests of the HTTP API find their answer (spec 4).
extension DiscoveryAgent {
    /// What the HTTP API needs to know about this agent.
    var settings: APISettings {
        APISettings(datacenter: identity.datacenter, nodeName: identity.name)
    }

    /// Takes a request of a client.
    mutating func serve(
        _ request: HTTPRequest, for exchange: ExchangeID, on system: inout some System
    ) {
        let deadline = system.now + configuration.holdTimeout
        dispatch(
            OpenRequest(
                request: request, origin: .local(exchange), hops: 0, deadline: deadline),
            on: &system)
    }

    /// Answers whoever made a request.
    mutating func answer(
        _ response: HTTPResponse, to origin: RequestOrigin, on system: inout some System
    ) {
        switch origin {
        case .local(let exchange): system.respond(response, to: exchange)
        case .remote(let origin): rpc.reply(.http(response), to: origin, on: &system)
        }
    }

    /// Answers a request, passes it on, or lets it wait.
    mutating func dispatch(_ open: OpenRequest, on system: inout some System) {
        let call = APICall(open.request, settings: settings)
        var open = open
        if case .local = open.origin { open.request = call.forwardable(open.request) }
        switch call.route {
        case .response(let response): answer(response, to: open.origin, on: &system)
        case .agent(let endpoint):
            guard case .local(let exchange) = open.origin else {
                answer(.empty(404), to: open.origin, on: &system)
                return
            }
            serve(endpoint, style: call.style, for: exchange, on: &system)
        case .event(let endpoint): serve(endpoint, call, open, on: &system)
        case .read, .write, .renew, .cluster:
            if !isServer {
                relayToServer(open, on: &system)
            } else if let datacenter = call.datacenter {
                relay(open, across: datacenter, on: &system)
            } else {
                serve(call.route, open, on: &system)
            }
        }
    }

    /// A client agent asks a server.
    private mutating func relayToServer(_ open: OpenRequest, on system: inout some System) {
        guard let server = servers.current else {
            answer(APIError.noServers.response, to: open.origin, on: &system)
            return
        }
        rpc.request(
            .http(open.request, hops: open.hops + 1), of: server.endpoint, for: .relay(open),
            on: &system)
    }

    private mutating func serve(
        _ route: APIRoute, _ open: OpenRequest, on system: inout some System
    ) {
        switch route {
        case .read(let query): read(query, open, on: &system)
        case .write(let request): write(request, open, on: &system)
        case .renew(let renewal):
            guard isLeader else { return relayToLeader(open, on: &system) }
            let session = store.session(renewal.id)
            if let session { renew(session, on: &system) }
            answer(renewal.response(for: session), to: open.origin, on: &system)
        case .cluster(let endpoint): serve(endpoint, open, on: &system)
        case .response, .agent, .event: break
        }
    }

    /// A server that does not lead asks the leader, or waits for one.
    mutating func relayToLeader(_ open: OpenRequest, on system: inout some System) {
        guard let endpoint = leaderEndpoint, open.hops < DiscoveryAgent.hopLimit else {
            hold(.request(open), on: &system)
            return
        }
        rpc.request(
            .http(open.request, hops: open.hops + 1), of: endpoint, for: .relay(open),
            on: &system)
    }

    private mutating func write(
        _ request: WriteRequest, _ open: OpenRequest, on system: inout some System
    ) {
        guard isLeader else { return relayToLeader(open, on: &system) }
        let id = UUIDText.make(high: system.randomBits(), low: system.randomBits())
        do throws(APIError) {
            let change = try request.change(id: id)
            if !propose(change, for: .write(open.origin, request), on: &system) {
                answer(.plain(500, "failed to append to log"), to: open.origin, on: &system)
            }
        } catch {
            answer(error.response, to: open.origin, on: &system)
        }
    }

    // MARK: - Reads

    private mutating func read(
        _ query: ReadQuery, _ open: OpenRequest, on system: inout some System
    ) {
        switch query.options.consistency {
        case .stale where mayAnswerStale(query, at: system.now):
            answerOrBlock(query, open.origin, on: &system)
        case .stale, .leader:
            guard isLeader else { return relayToLeader(open, on: &system) }
            answerOrBlock(query, open.origin, on: &system)
        case .consistent:
            guard isLeader else { return relayToLeader(open, on: &system) }
            guard isEstablishedLeader, let token = raft?.verifyLeadership(on: &system) else {
                hold(.request(open), on: &system)
                return
            }
            verifications[token] = VerifiedRead(token: token, query: query, request: open)
            consensusIsDirty = true
        }
    }

    private func mayAnswerStale(_ query: ReadQuery, at now: Instant) -> Bool {
        guard canAnswerStale(at: now) else { return false }
        guard !isLeader, let limit = query.options.maximumStaleness else { return true }
        return raft?.lastContact(at: now).map { $0 <= limit } ?? false
    }

    /// Answers a consistent read, now that it is known whether this server still leads.
    mutating func verified(_ token: UInt64, isLeader: Bool, on system: inout some System) {
        guard let read = verifications.removeValue(forKey: token) else { return }
        if isLeader {
            answerOrBlock(read.query, read.request.origin, on: &system)
        } else {
            dispatch(read.request, on: &system)
        }
    }

    private mutating func answerOrBlock(
        _ query: ReadQuery, _ origin: RequestOrigin, on system: inout some System
    ) {
        guard query.options.isBlocking, !query.isPastMinimum(in: store) else {
            answer(response(to: query, at: system.now), to: origin, on: &system)
            return
        }
        let wait = query.options.timeout(
            default: configuration.defaultQueryTime, limit: configuration.maximumQueryTime)
        let jitter = system.random(below: wait / 16)
        let timer = setTimer(
            .blockedQuery, value: blocked.next, after: wait + jitter, on: &system)
        blocked.add(query, from: origin, timer: timer)
    }

    private func response(to query: ReadQuery, at now: Instant) -> HTTPResponse {
        query.response(from: store, metadata: readMetadata(at: now))
    }

    /// What this server knows about how fresh its state is.
    func readMetadata(at now: Instant) -> ReadMetadata {
        if isLeader { return ReadMetadata(knowsLeader: true) }
        return ReadMetadata(
            knowsLeader: raft?.leader != nil, lastContact: raft?.lastContact(at: now) ?? .zero)
    }

    /// Answers the reads that wait for what has changed.
    mutating func wakeBlockedQueries(on system: inout some System) {
        storeHasChanged = false
        system.noteChange()
        guard !blocked.isEmpty else { return }
        for entry in blocked.takeReady(in: store) {
            system.cancelTimer(entry.timer)
            answer(response(to: entry.query, at: system.now), to: entry.origin, on: &system)
        }
    }

    mutating func blockedQueryExpired(_ number: UInt64, on system: inout some System) {
        guard let entry = blocked.expire(number) else { return }
        answer(response(to: entry.query, at: system.now), to: entry.origin, on: &system)
    }

    // MARK: - Requests that nobody waits for

    /// Forgets a request whose client has gone.
    mutating func abandon(_ origin: RequestOrigin, on system: inout some System) {
        abandon(on: &system) { $0 == origin }
        rpc.cancel(origin, on: &system)
        if case .local(let exchange) = origin {
            antiEntropy.waiting.removeAll { $0 == exchange }
            for entry in localWaits.take(where: { $0.exchange == exchange }) {
                system.cancelTimer(entry.timer)
            }
        }
    }

    /// Forgets all requests that came on a connection that is over.
    mutating func abandonAll(from connection: ConnectionID, on system: inout some System) {
        abandon(on: &system) { origin in
            if case .remote(let remote) = origin { remote.connection == connection } else { false }
        }
        for origin in rpc.relayedOrigins(from: connection) { rpc.cancel(origin, on: &system) }
    }

    private mutating func abandon(
        on system: inout some System, where isOver: (RequestOrigin) -> Bool
    ) {
        for entry in blocked.remove(where: isOver) { system.cancelTimer(entry.timer) }
        held.remove(on: &system, where: isOver)
    }
}
