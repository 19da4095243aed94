import LabDNS
import LabNetwork
import LabProgram

// How questions to the DNS interface find their answer (spec 3).
extension DiscoveryAgent {
    /// How long a client agent waits for a server's answer before it fails the question.
    private static let questionTimeout = Interval.seconds(4)

    /// Takes a question that came by UDP.
    mutating func question(_ datagram: Datagram, on system: inout some System) {
        take(
            datagram.payload, from: .datagram(datagram.source), isStream: false, on: &system)
    }

    private mutating func take(
        _ packet: [UInt8], from origin: QuestionOrigin, isStream: Bool,
        on system: inout some System
    ) {
        let open = OpenQuestion(
            packet: packet, origin: origin, isStream: isStream,
            deadline: system.now + configuration.holdTimeout)
        if let fault = dnsFault, mislead(open, fault, on: &system) { return }
        lookUp(open, on: &system)
    }

    private mutating func lookUp(_ open: OpenQuestion, on system: inout some System) {
        if isServer { answerFromStore(open, on: &system) } else { askServer(open, on: &system) }
    }

    // MARK: - Servers

    /// Answers out of this server's state, or lets the question wait until there is one.
    mutating func answerFromStore(_ open: OpenQuestion, on system: inout some System) {
        guard mayAnswer(at: system.now) else {
            if let endpoint = leaderEndpoint, open.hops < DiscoveryAgent.hopLimit {
                ask(endpoint, open, on: &system)
            } else {
                hold(.question(open), on: &system)
            }
            return
        }
        let outcome = dns.answer(
            open.packet, overTCP: open.isStream, catalog: StoreCatalog(store: store),
            on: &system)
        settle(outcome, for: open, on: &system)
    }

    private func mayAnswer(at now: Instant) -> Bool {
        if isLeader { return true }
        guard configuration.dns.allowsStale, let contact = raft?.lastContact(at: now) else {
            return false
        }
        return contact <= configuration.dns.maximumStaleness
    }

    private mutating func settle(
        _ outcome: DNSOutcome, for open: OpenQuestion, on system: inout some System
    ) {
        switch outcome {
        case .reply(let packet): send(packet, to: open, on: &system)
        case .drop:
            if case .remote(let origin) = open.origin {
                rpc.reply(.message([]), to: origin, on: &system)
            }
        case .otherDatacenter(let datacenter):
            guard let server = randomServer(in: datacenter, on: &system) else {
                failQuestion(open, failure(toReach: datacenter), on: &system)
                return
            }
            ask(server.endpoint, open, on: &system)
        }
    }

    private func failure(toReach datacenter: String) -> DNSFailure {
        knownDatacenters.contains(datacenter) ? .unreadableState : .unknownDatacenter
    }

    // MARK: - Client agents

    /// Passes a question on to a server.
    mutating func askServer(_ open: OpenQuestion, on system: inout some System) {
        guard let server = servers.current else {
            failQuestion(open, on: &system)
            return
        }
        ask(server.endpoint, open, on: &system)
    }

    private mutating func ask(
        _ endpoint: Endpoint, _ open: OpenQuestion, on system: inout some System
    ) {
        rpc.request(
            .question(open.packet, isStream: open.isStream, hops: open.hops + 1), of: endpoint,
            for: .question(open), timeout: DiscoveryAgent.questionTimeout, on: &system)
    }

    // MARK: - Answers

    /// Says that the question can't be answered now.
    mutating func failQuestion(
        _ open: OpenQuestion, _ failure: DNSFailure = .unreadableState,
        on system: inout some System
    ) {
        if case .remote(let origin) = open.origin, failure == .unreadableState {
            rpc.reply(.failed(APIError.noLeader.message), to: origin, on: &system)
            return
        }
        let outcome = dns.failure(failure, for: open.packet, on: &system)
        if case .reply(let packet) = outcome { send(packet, to: open, on: &system) }
    }

    /// Sends an answer to whoever asked; an empty one is none.
    mutating func send(
        _ packet: [UInt8], to open: OpenQuestion, on system: inout some System
    ) {
        switch open.origin {
        case .remote(let origin): rpc.reply(.message(packet), to: origin, on: &system)
        case .datagram(let client):
            if packet.isEmpty { return }
            system.send(packet, from: configuration.ports.dns, to: client)
        case .stream(let connection):
            guard streams.contains(connection), let frame = DNSStream.frame(packet),
                !packet.isEmpty
            else { return }
            system.send(frame, on: connection)
            if streams.isUsedUp(connection) {
                _ = streams.remove(connection)
                system.close(connection)
            }
        }
    }

    // MARK: - TCP

    mutating func streamAccepted(_ connection: ConnectionID, on system: inout some System) {
        streams.add(connection, at: system.now)
        _ = setTimer(
            .stream, value: connection.rawValue, after: DNSStreams.idleLimit, on: &system)
    }

    mutating func streamReceived(
        _ bytes: [UInt8], on connection: ConnectionID, system: inout some System
    ) -> Bool {
        guard let packets = streams.receive(bytes, on: connection, at: system.now) else {
            return false
        }
        for packet in packets {
            take(packet, from: .stream(connection), isStream: true, on: &system)
        }
        return true
    }

    mutating func streamClosed(_ connection: ConnectionID) -> Bool { streams.remove(connection) }

    /// Ends a connection that has been idle for too long.
    mutating func streamIsIdle(_ connection: ConnectionID, on system: inout some System) {
        guard streams.contains(connection) else { return }
        if let rest = streams.rest(of: connection, at: system.now) {
            _ = setTimer(.stream, value: connection.rawValue, after: rest, on: &system)
            return
        }
        _ = streams.remove(connection)
        system.close(connection)
    }

    // MARK: - Faults

    /// Answers with a lie, or late, where a fault says so.
    ///
    /// - Returns: whether the question is taken care of.
    private mutating func mislead(
        _ open: OpenQuestion, _ fault: DNSFault, on system: inout some System
    ) -> Bool {
        guard let name = DNSInterface.questionName(of: open.packet)?.description,
            fault.names.contains(name.hasSuffix(".") ? String(name.dropLast()) : name)
        else { return false }
        let lie = fault.answer.flatMap {
            dns.falseAnswer($0, to: open.packet, overTCP: open.isStream, on: &system)
        }
        if fault.delay > .zero {
            _ = setTimer(.question, value: delayed.next, after: fault.delay, on: &system)
            delayed.add((open, lie))
            return true
        }
        guard let lie else { return false }
        settle(lie, for: open, on: &system)
        return true
    }

    /// Answers a question that was held back.
    mutating func delayedAnswer(_ number: UInt64, on system: inout some System) {
        guard let (open, lie) = delayed.take(number) else { return }
        if let lie { settle(lie, for: open, on: &system) } else { lookUp(open, on: &system) }
    }
}
