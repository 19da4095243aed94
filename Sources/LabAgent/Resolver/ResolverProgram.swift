import LabDNS
import LabNetwork
import LabProgram

/// Answers the DNS questions of a host's own programs on port 53, as the stub resolver of a machine
/// does: names of the discovery service come from its agent, names of hosts from the lab's file,
/// and of all other names it knows that there are none.
struct ResolverProgram: Program {
    /// What it knows.
    struct Configuration {
        /// The hosts by name.
        var hosts: [(name: DNSName, address: IPv4Address)]
        /// The names that the discovery agent is asked for.
        var domain: DNSName?
        /// The discovery agent; `nil` where there is none.
        var discovery: Endpoint?
    }

    /// The port of DNS (RFC 1035, 4.2).
    static let port: UInt16 = 53
    /// The dynamic ports (RFC 6335, 6).
    private static let dynamicPorts = UInt64(49_152)..<65_536
    private static let timeout = Interval.seconds(5)
    private static let reverseZone = DNSName("in-addr.arpa")
    private static let ttl: UInt32 = 0

    private enum Client {
        case datagram(Endpoint)
        case stream(ConnectionID)
    }

    private struct Open {
        var query: DNSMessage
        var client: Client
        var timer: TimerID
        var upstream: ConnectionID?
    }

    /// What it knows; it may learn more while it runs.
    var configuration: Configuration
    private var sourcePort: UInt16?
    private var open: [UInt16: Open] = [:]
    private var clients: [ConnectionID: DNSStream] = [:]
    private var upstreams: [ConnectionID: (id: UInt16, stream: DNSStream)] = [:]

    /// Makes a resolver that does not listen yet.
    init(_ configuration: Configuration) { self.configuration = configuration }

    /// Reacts to one event.
    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: start(on: &system)
        case .stopRequested: system.exit(code: 0)
        case .datagram(let datagram) where datagram.port == Self.port:
            take(datagram.payload, from: .datagram(datagram.source), on: &system)
        case .datagram(let datagram) where datagram.source == configuration.discovery:
            relay(datagram.payload, overTCP: false, on: &system)
        case .accepted(let connection, _, _): clients[connection] = DNSStream()
        case .received(let connection, let bytes): receive(bytes, on: connection, &system)
        case .closed(let connection, _): closed(connection, on: &system)
        case .timer(let token): fail(UInt16(truncatingIfNeeded: token.value), on: &system)
        default: break
        }
    }

    private mutating func start(on system: inout some System) {
        do {
            try system.openDatagrams(port: Self.port)
            try system.listen(port: Self.port)
        } catch {
            system.log(.warning, "resolver: port 53 is in use; another program answers there")
        }
    }

    private mutating func receive(
        _ bytes: [UInt8], on connection: ConnectionID, _ system: inout some System
    ) {
        if clients[connection] != nil {
            clients[connection]?.append(bytes)
            while let message = clients[connection]?.next() {
                take(message, from: .stream(connection), on: &system)
            }
        } else if upstreams[connection] != nil {
            upstreams[connection]?.stream.append(bytes)
            if let message = upstreams[connection]?.stream.next() {
                relay(message, overTCP: true, on: &system)
            }
        }
    }

    private mutating func closed(_ connection: ConnectionID, on system: inout some System) {
        clients[connection] = nil
        if let upstream = upstreams.removeValue(forKey: connection) {
            fail(upstream.id, on: &system)
        }
    }
}

// MARK: - Answers

extension ResolverProgram {
    private mutating func take(
        _ bytes: [UInt8], from client: Client, on system: inout some System
    ) {
        guard let query = try? DNSMessage(decoding: bytes), !query.isResponse else { return }
        guard query.opcode == .query, let question = query.questions.first else {
            return answer(query.reply(.notImp), to: client, on: &system)
        }
        if let reply = ownAnswer(to: question, of: query) {
            return answer(reply, to: client, on: &system)
        }
        if isOfDiscovery(question.name), let discovery = configuration.discovery {
            return forward(query, bytes, to: discovery, for: client, on: &system)
        }
        answer(known(query.reply(.nxDomain)), to: client, on: &system)
    }

    private func known(_ reply: DNSMessage) -> DNSMessage {
        var reply = reply
        reply.recursionAvailable = true
        return reply
    }

    /// What the lab's file says of a name; `nil` where it says nothing.
    private func ownAnswer(to question: DNSQuestion, of query: DNSMessage) -> DNSMessage? {
        var reply = known(query.reply())
        if let address = question.name.reverseIPv4 {
            guard let host = configuration.hosts.first(where: { $0.address == address }) else {
                return nil
            }
            reply.answers = [
                DNSRecord(name: question.name, ttl: Self.ttl, data: .ptr(host.name))
            ]
            return reply
        }
        let found = configuration.hosts.filter { $0.name.equalsIgnoringCase(question.name) }
        guard !found.isEmpty else { return nil }
        // No record of another type is an answer too: there is such a name (RFC 2308, 2.2).
        if question.type == .a || question.type == .any {
            reply.answers = found.map {
                DNSRecord(name: question.name, ttl: Self.ttl, data: .a($0.address))
            }
        }
        return reply
    }

    private func isOfDiscovery(_ name: DNSName) -> Bool {
        if let domain = configuration.domain, name.isInside(domain) { return true }
        return Self.reverseZone.map { name.isInside($0) } ?? false
    }

    private func answer(_ reply: DNSMessage, to client: Client, on system: inout some System) {
        deliver(reply.encoded(), to: client, on: &system)
    }

    private func deliver(_ bytes: [UInt8], to client: Client, on system: inout some System) {
        switch client {
        case .datagram(let source): system.send(bytes, from: Self.port, to: source)
        case .stream(let connection):
            if let frame = DNSStream.frame(bytes) { system.send(frame, on: connection) }
        }
    }
}

// MARK: - The discovery agent

extension ResolverProgram {
    /// Passes a question on as it is, under a number of the resolver's own, the same way as it came.
    private mutating func forward(
        _ query: DNSMessage, _ bytes: [UInt8], to discovery: Endpoint, for client: Client,
        on system: inout some System
    ) {
        guard let id = unusedID(on: &system) else {
            return answer(known(query.reply(.servFail)), to: client, on: &system)
        }
        let passed = Self.renumbered(bytes, id)
        var upstream: ConnectionID?
        switch client {
        case .datagram:
            guard let port = port(on: &system) else {
                return answer(known(query.reply(.servFail)), to: client, on: &system)
            }
            system.send(passed, from: port, to: discovery)
        case .stream:
            guard let frame = DNSStream.frame(passed) else { return }
            let connection = system.connect(to: discovery, timeout: Self.timeout)
            system.send(frame, on: connection)
            upstreams[connection] = (id, DNSStream())
            upstream = connection
        }
        let timer = system.setTimer(
            after: Self.timeout, TimerToken(scope: 1, kind: 0, value: UInt64(id)))
        open[id] = Open(query: query, client: client, timer: timer, upstream: upstream)
    }

    /// Passes an answer back as it is.
    private mutating func relay(
        _ bytes: [UInt8], overTCP: Bool, on system: inout some System
    ) {
        guard bytes.count >= 12 else { return }
        let id = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        guard let asked = open[id], (asked.upstream != nil) == overTCP else { return }
        close(id, on: &system)
        deliver(Self.renumbered(bytes, asked.query.id), to: asked.client, on: &system)
    }

    private mutating func fail(_ id: UInt16, on system: inout some System) {
        guard let asked = open[id] else { return }
        close(id, on: &system)
        answer(known(asked.query.reply(.servFail)), to: asked.client, on: &system)
    }

    private mutating func close(_ id: UInt16, on system: inout some System) {
        guard let asked = open.removeValue(forKey: id) else { return }
        system.cancelTimer(asked.timer)
        guard let upstream = asked.upstream else { return }
        upstreams[upstream] = nil
        system.close(upstream)
    }

    private static func renumbered(_ bytes: [UInt8], _ id: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: id >> 8), UInt8(truncatingIfNeeded: id)] + bytes.dropFirst(2)
    }

    private func unusedID(on system: inout some System) -> UInt16? {
        guard open.count < 32_768 else { return nil }
        while true {
            let id = UInt16(truncatingIfNeeded: system.randomBits())
            if open[id] == nil { return id }
        }
    }

    private mutating func port(on system: inout some System) -> UInt16? {
        if let sourcePort { return sourcePort }
        for _ in 0..<16 {
            let count = UInt64(Self.dynamicPorts.count)
            let port = UInt16(Self.dynamicPorts.lowerBound + system.random(below: count))
            if (try? system.openDatagrams(port: port)) != nil {
                sourcePort = port
                return port
            }
        }
        return nil
    }
}
