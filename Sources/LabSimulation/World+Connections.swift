import LabNetwork
import LabProgram

/// TCP as users see it: refused, silent, reset, half-open, with Linux's retransmission times.
extension World {
    /// Bytes of the Ethernet, IPv4 and TCP headers (with timestamps) around a segment.
    static let segmentOverhead = 14 + 20 + 32
    /// Payload bytes of a full segment on Ethernet with timestamps.
    static let segmentSize = 1_448
    /// The first time until a SYN is sent again (RFC 6298, 2.1); it doubles each time.
    static let synTimeout = Interval.seconds(1)
    /// How often a SYN is sent again: Linux's `tcp_syn_retries`.
    static let synRetries = 6
    /// The least time until data is sent again: Linux's `TCP_RTO_MIN`; it doubles each time.
    static let minimumRetransmission = Interval.milliseconds(200)
    /// The most time until data is sent again: Linux's `TCP_RTO_MAX`.
    static let maximumRetransmission = Interval.seconds(120)
    /// How often data is sent again before the connection is given up: Linux's `tcp_retries2`.
    static let dataRetries = 15

    func connect(
        _ process: SimulatedProcess, to target: Endpoint, timeout: Interval
    ) -> UInt64 {
        let connection = open(process, to: target, isHTTP: false)
        setDeadline(of: connection, at: now + timeout)
        sendSyn(connection)
        return connection.number
    }

    func open(
        _ process: SimulatedProcess, to target: Endpoint, isHTTP: Bool
    ) -> Connection {
        let host = process.host
        let isLocal = host.isLocal(target.address)
        let source =
            isLocal
            ? target.address
            : network.source(of: host.index, towards: target.address) ?? host.identity.address
        let machine = isLocal ? host : network.host(with: target.address).map { hosts[$0] }
        let number = connections.nextNumber()
        // The slot's number keeps source ports apart without a table of ports in use.
        let port = UInt16(32_768 + (number >> 1) % 28_232)
        let connection = Connection(
            number: number, isHTTP: isHTTP, isLocal: isLocal,
            client: ConnectionEnd(process: process, host: host, endpoint: Endpoint(source, port)),
            server: ConnectionEnd(process: nil, host: machine ?? host, endpoint: target),
            startedAt: now)
        connections.insert(connection)
        return connection
    }

    func setDeadline(of connection: Connection, at time: Instant) {
        if let deadline = connection.deadline { queue.cancel(deadline) }
        connection.deadline = schedule(.deadline, connection, at: time)
    }

    @discardableResult
    private func schedule(
        _ step: ConnectionStep, _ connection: Connection, at time: Instant
    ) -> UInt64 {
        queue.schedule(.connection(step, number: connection.number), at: time.nanoseconds)
    }

    /// What becomes of a packet without data from one end to the other.
    private func transit(on connection: Connection, from sender: Int) -> Transit {
        if connection.isLocal {
            return Transit(
                verdict: .arrives(now + Self.loopbackDelay, again: nil), isCorrupted: false)
        }
        return network.transit(
            from: connection[sender].host.index, to: connection[1 - sender].endpoint.address,
            bytes: Self.segmentOverhead, at: now)
    }

    func advance(_ step: ConnectionStep, _ number: UInt64) {
        guard let connection = connections[number] else { return }
        switch step {
        case .synArrives: answerSyn(connection)
        case .synAckArrives: establish(connection)
        case .refusalArrives: fail(connection, .refused)
        case .rejectionArrives: fail(connection, .unreachable)
        case .synRetry: if connection.phase == .opening { sendSyn(connection) }
        case .chunkArrivesAtServer: arrive(connection, from: 0)
        case .chunkArrivesAtClient: arrive(connection, from: 1)
        case .clientRetransmits: retransmit(connection, from: 0)
        case .serverRetransmits: retransmit(connection, from: 1)
        case .deadline: fail(connection, .timedOut)
        }
    }
}

// MARK: - Handshake

extension World {
    func sendSyn(_ connection: Connection) {
        guard connection.synAttempts <= Self.synRetries else {
            fail(connection, .timedOut)
            return
        }
        connection.synAttempts += 1
        let transit = transit(on: connection, from: 0)
        switch transit.verdict {
        case .arrives(let time, _) where !transit.isCorrupted:
            schedule(.synArrives, connection, at: time)
        case .rejected:
            schedule(.rejectionArrives, connection, at: now + Self.loopbackDelay)
        case .arrives, .lost:
            retrySyn(connection)
        }
    }

    /// Sends the SYN again when Linux would: 1, 3, 7, … seconds after the first one.
    private func retrySyn(_ connection: Connection) {
        let sinceFirst = Interval.seconds(1 << Int64(connection.synAttempts)) - Self.synTimeout
        schedule(.synRetry, connection, at: max(connection.startedAt + sinceFirst, now))
    }

    private func answerSyn(_ connection: Connection) {
        guard connection.phase == .opening else { return }
        let machine = connection.server.host
        guard machine.isUp else { return retrySyn(connection) }
        let listener = machine.listener(on: connection.server.endpoint.port)
        let transit = transit(on: connection, from: 1)
        guard case .arrives(let time, _) = transit.verdict, !transit.isCorrupted else {
            return retrySyn(connection)
        }
        if let listener, listener.servesHTTP == connection.isHTTP {
            connection.server.process = listener.process
        }
        schedule(listener == nil ? .refusalArrives : .synAckArrives, connection, at: time)
    }

    private func establish(_ connection: Connection) {
        guard connection.phase == .opening, connection.client.host.isUp,
            !connection.client.isGone
        else { return }
        connection.phase = .open
        if let request = connection.request, let timeouts = connection.timeouts {
            connection.request = nil
            setDeadline(of: connection, at: connection.startedAt + timeouts.total)
            push(.request(request), connection, from: 0)
            return
        }
        if let deadline = connection.deadline { queue.cancel(deadline) }
        let waiting = connection.client.queue
        connection.client.queue = []
        push(.established, connection, from: 0)
        for chunk in waiting { push(chunk, connection, from: 0) }
        tell(connection.client, .connected(ConnectionID(rawValue: connection.number)), kind: 10, 0)
    }

    /// Ends a connection that its client gives up, and tells both sides as far as they can be told.
    private func fail(_ connection: Connection, _ reason: CloseReason) {
        let wasOpen = connection.phase == .open
        settle(connection, reason, whileOpening: !wasOpen)
        if wasOpen && !connection.client.isGone {
            depart(connection, 0, reason: .reset)
        } else {
            discard(connection)
        }
    }

    /// Tells the client's program, once, that its connection or request is over.
    func settle(_ connection: Connection, _ reason: CloseReason, whileOpening: Bool) {
        guard !connection.isSettled else { return }
        connection.isSettled = true
        if let deadline = connection.deadline { queue.cancel(deadline) }
        guard connection.isHTTP else {
            tell(
                connection.client,
                .closed(ConnectionID(rawValue: connection.number), reason), kind: 11, 0)
            return
        }
        let failure: HTTPFailure =
            switch reason {
            case .refused: .refused
            case .unreachable: .unreachable
            case .timedOut: whileOpening ? .connectTimedOut : .timedOut
            case .reset, .finished: .reset
            }
        tell(
            connection.client,
            .response(ExchangeID(rawValue: connection.number), .failure(failure)), kind: 12, 1)
    }

    func discard(_ connection: Connection) {
        if let deadline = connection.deadline { queue.cancel(deadline) }
        connections.remove(connection)
    }

    /// Lets the program at an end handle an event, unless it is no more.
    func tell(_ end: ConnectionEnd, _ event: Event, kind: UInt64, _ digest: UInt64) {
        guard let process = end.process, !end.isGone, !process.hasEnded else { return }
        if process.state == .paused {
            process.held.append(.told(process: process.id, event, kind: kind, digest: digest))
        } else {
            deliver(event, to: process, kind: kind, digest: digest)
        }
    }
}
