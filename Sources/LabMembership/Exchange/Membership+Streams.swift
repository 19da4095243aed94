import LabNetwork
import LabProgram

/// Connections: exchanges of state and pings that UDP did not carry.
extension Membership {
    /// More connections than this are not accepted at one time.
    private static let acceptLimit = 4096

    mutating func accept(
        _ connection: ConnectionID, from peer: Endpoint, on system: inout some System
    ) {
        guard phase != .idle, streams.count < Membership.acceptLimit else {
            return system.close(connection)
        }
        add(connection, .accepted, peer, timer: nil, on: &system)
    }

    private mutating func add(
        _ connection: ConnectionID, _ role: Stream.Role, _ peer: Endpoint, timer: TimerID?,
        on system: inout some System
    ) {
        streams.append(
            Stream(
                connection: connection, role: role, peer: peer, number: lastStream,
                openedAt: system.now, timer: timer))
    }

    /// Sends the whole state to a member and waits for its own.
    ///
    /// - Parameter join: the attempt that it belongs to; 0 for the routine.
    mutating func openStateStream(
        to address: Endpoint, for join: Int, on system: inout some System
    ) {
        lastStream += 1
        let connection = system.connect(to: address, timeout: configuration.streamTimeout)
        let timer = setTimer(
            .stream, value: lastStream, after: configuration.streamTimeout * 2, on: &system)
        add(connection, .state(join: join), address, timer: timer, on: &system)
        system.send(encodedState(join > 0 ? .joinState : .state), on: connection)
    }

    mutating func openPingStream(
        to index: Int, _ sequence: UInt32, timeout: Interval, on system: inout some System
    ) {
        lastStream += 1
        let record = nodes.records[index]
        let connection = system.connect(to: record.endpoint, timeout: timeout)
        add(connection, .ping(sequence: sequence), record.endpoint, timer: nil, on: &system)
        var frame = Frame.begin(.ping, capacity: 16)
        frame.number(UInt64(sequence))
        frame.fixed64(record.key.bits)
        system.send(Frame.seal(&frame), on: connection)
    }

    mutating func closePingStream(on system: inout some System) {
        for place in streams.indices.reversed() {
            guard case .ping = streams[place].role else { continue }
            system.close(streams.remove(at: place).connection)
        }
    }

    mutating func receive(
        _ bytes: [UInt8], onStreamAt place: Int, on system: inout some System
    ) {
        if streams[place].received.isEmpty {
            streams[place].received = bytes
        } else {
            streams[place].received += bytes
        }
        switch Frame.content(of: streams[place].received) {
        case .incomplete:
            return
        case .malformed:
            statistics.malformed += 1
            end(streams.remove(at: place), failure: "malformed frame", on: &system)
        case .complete(let kind):
            let stream = streams.remove(at: place)
            receive(kind, on: stream, on: &system)
        }
    }

    private mutating func receive(
        _ kind: Frame.Kind, on stream: Stream, on system: inout some System
    ) {
        switch (kind, stream.role) {
        case (.state, .accepted), (.joinState, .accepted):
            system.send(encodedState(.stateReply), on: stream.connection)
            system.close(stream.connection)
            let refusal = merge(stream.received, isJoin: kind == .joinState, on: &system)
            if let refusal {
                system.log(
                    .error,
                    detectorLine("Failed push/pull merge: \(refusal) from=\(stream.peer)"))
            }
        case (.ping, .accepted):
            answerPing(on: stream, on: &system)
        case (.stateReply, .state(let join)):
            let refusal = merge(stream.received, isJoin: join > 0, on: &system)
            end(stream, failure: refusal, on: &system)
        case (.ack, .ping(let sequence)):
            var reader = ByteReader(stream.received, from: Frame.headerLength)
            if (try? reader.number32()) == sequence, probe?.sequence == sequence {
                probe?.hasStreamContact = true
            }
            system.close(stream.connection)
        default:
            statistics.malformed += 1
            end(stream, failure: "unexpected frame", on: &system)
        }
    }

    private mutating func answerPing(on stream: Stream, on system: inout some System) {
        defer { system.close(stream.connection) }
        var reader = ByteReader(stream.received, from: Frame.headerLength)
        guard let sequence = try? reader.number32(), let target = try? reader.fixed64() else {
            statistics.malformed += 1
            return
        }
        guard NodeKey(bits: target) == ownKey else {
            system.log(
                .warning, detectorLine("Got ping for unexpected node from=\(stream.peer)"))
            return
        }
        var frame = Frame.begin(.ack, capacity: 8)
        frame.number(UInt64(sequence))
        system.send(Frame.seal(&frame), on: stream.connection)
    }

    /// Closes a stream that is not in the list any more, and tells whoever waits for it.
    private mutating func end(
        _ stream: Stream, failure: String?, on system: inout some System
    ) {
        if let timer = stream.timer { system.cancelTimer(timer) }
        system.close(stream.connection)
        guard case .state(let join) = stream.role else { return }
        if join > 0 {
            joinAdvanced(join, at: stream.peer, failure: failure, on: &system)
        } else if let failure {
            system.log(
                .error, detectorLine("Push/Pull with \(stream.peer) failed: \(failure)"))
        }
    }

    mutating func streamClosed(
        at place: Int, _ reason: CloseReason, on system: inout some System
    ) {
        let stream = streams.remove(at: place)
        end(stream, failure: Membership.failure(of: reason, to: stream.peer), on: &system)
    }

    mutating func streamTimedOut(_ number: UInt64, on system: inout some System) {
        guard let place = streams.firstIndex(where: { $0.number == number && $0.timer != nil })
        else { return }
        let stream = streams.remove(at: place)
        end(stream, failure: Membership.failure(of: .timedOut, to: stream.peer), on: &system)
    }

    /// Closes what others opened and then forgot.
    mutating func closeStaleStreams(on system: inout some System) {
        for place in streams.indices.reversed() {
            guard case .accepted = streams[place].role,
                system.now - streams[place].openedAt > configuration.streamTimeout
            else { continue }
            system.close(streams.remove(at: place).connection)
        }
    }

    /// The words of Go's network library, which Consul shows.
    private static func failure(of reason: CloseReason, to peer: Endpoint) -> String {
        switch reason {
        case .refused: "dial tcp \(peer): connect: connection refused"
        case .unreachable: "dial tcp \(peer): connect: no route to host"
        case .timedOut: "dial tcp \(peer): i/o timeout"
        case .reset: "read tcp \(peer): connection reset by peer"
        case .finished: "EOF"
        }
    }
}
