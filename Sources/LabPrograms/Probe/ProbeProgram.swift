import LabDNS
import LabNetwork
import LabProgram

/// Asks a scenario's own questions from a host, any number of them at a time.
///
/// Whoever runs the lab calls `begin`, drains `takeFinished` and reads `result(of:)`.
public struct ProbeProgram: Program {
    /// When each question that is still open was asked.
    private var open: [UInt64: Instant] = [:]
    private var results: [ProbeID: ProbeResult] = [:]
    private var idsByConnection: [ConnectionID: UInt64] = [:]
    private var idsByPing: [ExchangeID: UInt64] = [:]
    private var dns = DNSClient(scope: 1)
    private var http: NamedHTTPClient

    /// The questions that have come to their end and have not been taken, in that order.
    public private(set) var finished: [ProbeID] = []

    /// Makes a program that asks nothing yet.
    ///
    /// - Parameter nameserver: who is asked for the names in HTTP questions; `nil` for the
    ///   discovery agent on the host itself.
    public init(nameserver: Endpoint? = nil) {
        http = NamedHTTPClient(
            scope: 2, nameserver: nameserver ?? NamedHTTPClient.agentNameserver)
    }

    /// Asks a question under a number that no other question has.
    public mutating func begin(
        _ request: ProbeRequest, id: ProbeID, on system: inout some System
    ) {
        open[id.rawValue] = system.now
        switch request {
        case .dns(let server, let question, let overTCP, let timeout):
            if let reason = dns.ask(
                question, of: server, overTCP: overTCP, timeout: timeout, tag: id.rawValue,
                on: &system)
            {
                finish(id.rawValue, .failed(reason), at: system.now)
            }
        case .http(let host, let port, let request, let timeout):
            if let reason = http.begin(
                request, host: host, port: port, timeout: timeout, tag: id.rawValue, on: &system)
            {
                finish(id.rawValue, .failed(reason), at: system.now)
            }
        case .tcp(let endpoint, let timeout):
            let connection = system.connect(to: endpoint, timeout: timeout)
            idsByConnection[connection] = id.rawValue
        case .ping(let address, let timeout):
            idsByPing[system.ping(address, timeout: timeout)] = id.rawValue
        }
    }

    /// What came of a question; `nil` while it is open, or when it is forgotten.
    public func result(of id: ProbeID) -> ProbeResult? { results[id] }

    /// Forgets a question, answered or not.
    public mutating func forget(_ id: ProbeID) {
        open[id.rawValue] = nil
        results[id] = nil
    }

    /// Takes the questions that have come to their end since the last call, in that order.
    public mutating func takeFinished() -> [ProbeID] {
        defer { finished.removeAll(keepingCapacity: true) }
        return finished
    }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .stopRequested:
            system.exit(code: 0)
        case .pong(let exchange, let isBack):
            guard let id = idsByPing.removeValue(forKey: exchange) else { return }
            finish(id, isBack ? .reached : .failed("timed out"), at: system.now)
        case .connected(let connection):
            guard let id = idsByConnection.removeValue(forKey: connection) else { return }
            system.close(connection)
            finish(id, .reached, at: system.now)
        case .closed(let connection, let reason):
            guard let id = idsByConnection.removeValue(forKey: connection) else {
                return pass(event, on: &system)
            }
            finish(id, .failed(reason.words), at: system.now)
        default:
            pass(event, on: &system)
        }
    }

    private mutating func pass(_ event: Event, on system: inout some System) {
        if let ended = http.handle(event, on: &system) {
            switch ended.outcome {
            case .answered(let response): finish(ended.tag, .http(response), at: system.now)
            case .failed(let reason): finish(ended.tag, .failed(reason), at: system.now)
            }
        } else if let ended = dns.handle(event, on: &system) {
            switch ended.outcome {
            case .answered(let message): finish(ended.tag, .dns(message), at: system.now)
            case .failed(let reason): finish(ended.tag, .failed(reason), at: system.now)
            }
        }
    }

    private mutating func finish(_ id: UInt64, _ outcome: ProbeResult.Outcome, at now: Instant) {
        guard let askedAt = open.removeValue(forKey: id) else { return }
        results[ProbeID(rawValue: id)] = ProbeResult(
            outcome: outcome, askedAt: askedAt, answeredAt: now)
        finished.append(ProbeID(rawValue: id))
    }
}
