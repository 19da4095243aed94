import LabConsensus
import LabNetwork
import LabProgram

extension RPC {
    /// Takes note of a connection to the RPC port.
    mutating func accepted(_ connection: ConnectionID) {
        links[connection] = RPCLink(endpoint: nil, isDialled: false, isEstablished: true)
    }

    /// Takes note that a dialled connection stands.
    ///
    /// - Returns: whether the connection is one between agents.
    mutating func connected(_ connection: ConnectionID, on system: inout some System) -> Bool {
        guard let endpoint = links[connection]?.endpoint else { return false }
        links[connection]?.isEstablished = true
        links[connection]?.waitingBytes = 0
        backoffs[endpoint] = nil
        return true
    }

    /// Reads what arrived on a connection.
    ///
    /// - Returns: whether the connection is one between agents.
    mutating func received(
        _ bytes: [UInt8], on connection: ConnectionID, system: inout some System
    ) -> Bool {
        guard var link = links[connection] else { return false }
        // Taken out while its reader grows, so that the buffer is not copied.
        links[connection]?.reader = FrameReader()
        link.silentSince = nil
        link.reader.append(bytes)
        do {
            while let range = try link.reader.next() {
                try read(range, of: &link, on: connection, system: &system)
            }
        } catch {
            system.log(.error, "agent.server.rpc: unrecognized RPC byte")
            drop(connection, because: .reset, on: &system)
            return true
        }
        links[connection]?.reader = link.reader
        links[connection]?.silentSince = nil
        return true
    }

    private mutating func read(
        _ range: Range<Int>, of link: inout RPCLink, on connection: ConnectionID,
        system: inout some System
    ) throws {
        guard let kind = range.isEmpty ? nil : link.reader.buffer[range.lowerBound] else {
            throw ByteReader.Malformed()
        }
        if kind == Kind.raft {
            let message = Array(link.reader.buffer[(range.lowerBound + 1)..<range.upperBound])
            if let sender = link.peerID { deliveries.append(.raft(from: sender, message)) }
            return
        }
        let frame = try RPCFrame(decoding: Array(link.reader.buffer[range]))
        switch frame {
        case .hello(let peer): meet(peer, of: &link, on: connection, system: &system)
        case .raft: break
        case .request(let number, let request):
            let origin = RPCOrigin(connection: connection, request: number)
            deliveries.append(.request(origin, request))
        case .answer(let number, let answer):
            guard let entry = pending[number], entry.connection == connection else { return }
            forget(number, on: &system)
            deliveries.append(.answer(entry.purpose, answer))
        case .cancel(let number):
            let origin = RPCOrigin(connection: connection, request: number)
            deliveries.append(.cancelled(origin))
        case .ping: system.send(RPCFrame.pong.encoded(), on: connection)
        case .pong: break
        }
    }

    /// Learns who is at the other end of a connection, and introduces itself in turn.
    private mutating func meet(
        _ peer: RPCPeer, of link: inout RPCLink, on connection: ConnectionID,
        system: inout some System
    ) {
        link.peerID = peer.id
        links[connection]?.peerID = peer.id
        if link.isDialled { return }
        link.endpoint = peer.endpoint
        links[connection]?.endpoint = peer.endpoint
        system.send(introduction, on: connection)
        backoffs[peer.endpoint] = nil
        // Where both dialled at once, both must keep the same one: answers on another connection
        // would make each take its own for silent.
        let known = routes[peer.endpoint].flatMap { links[$0] }
        if known?.isDialled != true || !comesBefore(peer.endpoint) {
            routes[peer.endpoint] = connection
        }
    }

    private func comesBefore(_ other: Endpoint) -> Bool {
        (address.bits, port) < (other.address.bits, other.port)
    }

    private enum Kind {
        static let raft = RPCFrame.Kind.raft.rawValue
    }

    /// Takes note that a connection is over.
    ///
    /// - Returns: whether the connection was one between agents.
    mutating func closed(
        _ connection: ConnectionID, because reason: CloseReason, on system: inout some System
    ) -> Bool {
        guard let link = links[connection] else { return false }
        if link.isDialled, !link.isEstablished, let endpoint = link.endpoint {
            var backoff = backoffs[endpoint] ?? RPCBackoff()
            backoff.failures = min(backoff.failures + 1, 10)
            let pause = min(.milliseconds(10) * (1 << backoff.failures), RPC.longestBackoff)
            backoff.until = system.now + pause
            backoffs[endpoint] = backoff
        }
        end(connection, because: reason, on: &system)
        return true
    }

    /// Ends a connection from this side.
    mutating func drop(
        _ connection: ConnectionID, because reason: CloseReason, on system: inout some System
    ) {
        system.close(connection)
        end(connection, because: reason, on: &system)
    }

    private mutating func end(
        _ connection: ConnectionID, because reason: CloseReason, on system: inout some System
    ) {
        guard let link = links.removeValue(forKey: connection) else { return }
        if let endpoint = link.endpoint {
            if routes[endpoint] == connection { routes[endpoint] = nil }
            deliveries.append(.unreachable(endpoint))
        }
        deliveries.append(.gone(connection))
        let failure = link.requests.isEmpty ? "" : RPC.describe(reason, of: link)
        for number in link.requests {
            fail(number, reason: failure, isBroken: link.isEstablished, on: &system)
        }
    }

    /// Tells whoever waits for a request that it failed.
    mutating func fail(
        _ number: UInt64, reason: String, isBroken: Bool = false, on system: inout some System
    ) {
        guard let entry = pending[number] else { return }
        forget(number, on: &system)
        let failure = RPCFailure(endpoint: entry.endpoint, reason: reason, isBroken: isBroken)
        deliveries.append(.failure(entry.purpose, failure))
    }

    /// Removes a request that is answered or given up.
    mutating func forget(_ number: UInt64, on system: inout some System) {
        guard let entry = pending.removeValue(forKey: number) else { return }
        if let timer = entry.timer { system.cancelTimer(timer) }
        if case .relay(let request) = entry.purpose { relays[request.origin] = nil }
        links[entry.connection]?.requests.removeAll { $0 == number }
    }

    /// Reacts to a timer of the connections.
    mutating func timer(_ token: TimerToken, on system: inout some System) {
        switch TimerKind(rawValue: token.kind) {
        case .request:
            guard let entry = pending[token.value] else { return }
            system.send(RPCFrame.cancel(token.value).encoded(), on: entry.connection)
            fail(token.value, reason: "rpc error making call: i/o deadline reached", on: &system)
        case .keepAlive: keepAlive(ConnectionID(rawValue: token.value), on: &system)
        case nil: break
        }
    }

    private mutating func keepAlive(_ connection: ConnectionID, on system: inout some System) {
        guard let link = links[connection] else { return }
        links[connection]?.isWatched = false
        if link.requests.isEmpty { return }
        if let since = link.silentSince, system.now - since > RPC.answerLimit {
            drop(connection, because: .timedOut, on: &system)
            return
        }
        if link.silentSince == nil { links[connection]?.silentSince = system.now }
        links[connection]?.lastSent = system.now
        system.send(RPCFrame.ping.encoded(), on: connection)
        watch(connection, on: &system)
    }

    /// What Consul prints when the connection that a request was sent on ends (Go's net package).
    private static func describe(_ reason: CloseReason, of link: RPCLink) -> String {
        if link.isEstablished {
            return reason == .timedOut
                ? "rpc error making call: i/o deadline reached"
                : "rpc error making call: stream closed"
        }
        let cause =
            switch reason {
            case .refused: "connect: connection refused"
            case .timedOut: "i/o timeout"
            case .unreachable: "connect: no route to host"
            case .finished, .reset: "connect: connection reset by peer"
            }
        let target = link.endpoint.map(\.description) ?? ""
        return "rpc error getting client: failed to get conn: dial tcp \(target): \(cause)"
    }
}
