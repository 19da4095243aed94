import LabNetwork
import LabProgram

/// What travels on connections: in order, sent again when lost, given up in the end.
extension World {
    func send(_ chunk: Chunk, on handle: UInt64, by process: SimulatedProcess) {
        guard let connection = connections[handle] else { return }
        let isClient = handle & 1 == 0
        let end = isClient ? connection.client : connection.server
        guard end.process === process, !end.isGone else { return }
        if connection.phase == .opening {
            connection.client.queue.append(chunk)
        } else {
            push(chunk, connection, from: isClient ? 0 : 1)
        }
    }

    func push(_ chunk: Chunk, _ connection: Connection, from sender: Int) {
        connection[sender].queue.append(chunk)
        if !connection[sender].isStalled {
            transmit(connection, from: sender)
        }
    }

    /// Puts what waits on the wire, up to the first chunk that gets lost.
    private func transmit(_ connection: Connection, from sender: Int) {
        while connection[sender].inTransit < connection[sender].queue.count {
            let size = connection[sender].queue[connection[sender].inTransit].size
            guard let arrival = arrival(of: size, on: connection, from: sender) else {
                return stall(connection, sender)
            }
            let time = max(arrival, connection[sender].lastArrival)
            connection[sender].lastArrival = time
            connection[sender].inTransit += 1
            let step: ConnectionStep =
                sender == 0 ? .chunkArrivesAtServer : .chunkArrivesAtClient
            queue.schedule(
                .connection(step, number: connection.number), at: time.nanoseconds)
        }
    }

    /// When all segments of a chunk have arrived; `nil` when one was lost.
    private func arrival(
        of bytes: Int, on connection: Connection, from sender: Int
    ) -> Instant? {
        if connection.isLocal { return now + Self.loopbackDelay }
        let host = connection[sender].host.index
        let destination = connection[1 - sender].endpoint.address
        var left = bytes
        var last = now
        repeat {
            let size = min(left, Self.segmentSize)
            left -= size
            let transit = network.transit(
                from: host, to: destination, bytes: size + Self.segmentOverhead,
                at: now)
            // A flipped bit fails the TCP checksum: the segment counts as lost.
            guard case .arrives(let time, _) = transit.verdict, !transit.isCorrupted else {
                return nil
            }
            last = max(last, time)
        } while left > 0
        return last
    }

    private func stall(_ connection: Connection, _ sender: Int) {
        connection[sender].isStalled = true
        let failures = connection[sender].failures
        connection[sender].failures += 1
        guard failures < Self.dataRetries else { return giveUp(connection, sender) }
        let backoff = Self.minimumRetransmission * (1 << min(failures, 12))
        let step: ConnectionStep = sender == 0 ? .clientRetransmits : .serverRetransmits
        queue.schedule(
            .connection(step, number: connection.number),
            at: (now + min(backoff, Self.maximumRetransmission)).nanoseconds)
    }

    func retransmit(_ connection: Connection, from sender: Int) {
        guard connection[sender].isStalled else { return }
        connection[sender].isStalled = false
        let waiting = connection[sender].inTransit
        transmit(connection, from: sender)
        if connection[sender].inTransit > waiting {
            connection[sender].failures = 0
        }
    }

    /// The sender's kernel gives up; the other side stays half-open and knows nothing.
    private func giveUp(_ connection: Connection, _ sender: Int) {
        let isClient = sender == 0
        if isClient {
            settle(connection, .timedOut, whileOpening: false)
        } else if !connection.isHTTP {
            tell(
                connection.server,
                .closed(ConnectionID(rawValue: connection.number | 1), .timedOut), kind: 11, 1)
        }
        connection[sender].isGone = true
        connection[sender].queue = []
        if connection.client.isGone && connection.server.isGone { discard(connection) }
    }

    func arrive(_ connection: Connection, from sender: Int) {
        if connection[sender].staleArrivals > 0 {
            connection[sender].staleArrivals -= 1
            return
        }
        guard connection[sender].inTransit > 0 else { return }
        let host = connection[1 - sender].host
        guard host.isUp else { return loseTransit(connection, sender) }
        let chunk = connection[sender].queue.removeFirst()
        connection[sender].inTransit -= 1
        connection[sender].failures = 0
        if connection[1 - sender].isGone {
            resetSender(connection, chunk, sender)
        } else {
            take(chunk, connection, isAtServer: sender == 0)
        }
    }

    /// The receiver had no power: everything on the way is to be sent again.
    private func loseTransit(_ connection: Connection, _ sender: Int) {
        connection[sender].staleArrivals += connection[sender].inTransit - 1
        connection[sender].inTransit = 0
        if connection[sender].isGone {
            connection[sender].queue = []
        } else {
            stall(connection, sender)
        }
    }

    /// The receiver's kernel does not know the connection and answers with a reset.
    ///
    /// Where it closed in order, its own end is on the way already, after what it sent before.
    private func resetSender(_ connection: Connection, _ chunk: Chunk, _ sender: Int) {
        if case .end = chunk {
            connection[sender].isGone = true
            if connection.client.isGone && connection.server.isGone { discard(connection) }
            return
        }
        if connection[1 - sender].queue.isEmpty {
            push(.end(.reset), connection, from: 1 - sender)
        }
    }

    private func take(_ chunk: Chunk, _ connection: Connection, isAtServer: Bool) {
        let end = isAtServer ? connection.server : connection.client
        let handle = connection.number | (isAtServer ? 1 : 0)
        switch chunk {
        case .established:
            tell(
                end,
                .accepted(
                    ConnectionID(rawValue: handle), port: connection.server.endpoint.port,
                    from: connection.client.endpoint), kind: 13, 0)
        case .bytes(let bytes):
            tell(
                end, .received(ConnectionID(rawValue: handle), bytes), kind: 14,
                TraceHash.digest(bytes))
        case .request(let request):
            // Whoever listens there does not speak HTTP, and hangs up.
            guard end.process != nil else { return push(.end(.reset), connection, from: 1) }
            connection.isUnanswered = true
            tell(
                end,
                .request(
                    ExchangeID(rawValue: handle), request, port: connection.server.endpoint.port,
                    from: connection.client.endpoint), kind: 15,
                TraceHash.digest(request.target) ^ TraceHash.digest(request.body))
        case .response(let response):
            takeResponse(response, connection)
        case .end(let reason):
            takeEnd(reason, connection, isAtServer: isAtServer)
        }
    }
}
