import LabNetwork
import LabProgram

/// Writes through the agent on its host without end, and remembers what was acknowledged.
struct WriterProgram: Program {
    /// The key that every writer writes, for those who wait for a change.
    static let sharedKey = "invariants/shared"
    private static let pace = Interval.milliseconds(1500)
    private static let timeouts = HTTPTimeouts(total: .seconds(10))

    /// What came of a write.
    enum Outcome {
        case acknowledged(Durability.Fact)
        /// From now on it is open whether the fact still holds.
        case withdrawn(Durability.Fact)
        case deregistered(node: String)
    }

    private enum Work {
        case shared
        case value(String, String)
        case registration(String)
        case deregistration(String)
    }

    private let name: String
    private let agent = Endpoint(.loopback, 8500)
    private var round = 0
    private var open: [ExchangeID: Work] = [:]
    private var registered: [String] = []
    private var outcomes: [Outcome] = []

    /// Makes a writer under a name that no other run of a writer has.
    init(name: String) { self.name = name }

    /// What came of the writes since the last call, in order.
    mutating func takeOutcomes() -> [Outcome] {
        if outcomes.isEmpty { return [] }
        defer { outcomes = [] }
        return outcomes
    }

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: writeSoon(on: &system)
        case .timer:
            round += 1
            write(on: &system)
            writeSoon(on: &system)
        case .response(let exchange, let result):
            guard let work = open.removeValue(forKey: exchange) else { return }
            guard case .success(let response) = result, response.status == 200 else { return }
            succeed(work, response)
        default: break
        }
    }

    private func writeSoon(on system: inout some System) {
        _ = system.setTimer(after: Self.pace, TimerToken(scope: 0, kind: 0))
    }

    private mutating func write(on system: inout some System) {
        switch round % 4 {
        case 0: put(.shared, "/v1/kv/\(Self.sharedKey)", "\(name)-\(round)", on: &system)
        case 2: writeCatalog(on: &system)
        default:
            let key = "invariants/\(name)/\(round)"
            put(.value(key, "\(round)"), "/v1/kv/\(key)", "\(round)", on: &system)
        }
    }

    /// Registers a node, or removes the one before the last one.
    private mutating func writeCatalog(on system: inout some System) {
        if registered.count > 1 {
            let node = registered.removeFirst()
            outcomes.append(.withdrawn(.node(node)))
            put(
                .deregistration(node), "/v1/catalog/deregister", "{\"Node\":\"\(node)\"}",
                on: &system)
        } else {
            let node = "external-\(name)-\(round)"
            put(
                .registration(node), "/v1/catalog/register",
                "{\"Node\":\"\(node)\",\"Address\":\"203.0.113.1\"}", on: &system)
        }
    }

    private mutating func put(
        _ work: Work, _ target: String, _ body: String, on system: inout some System
    ) {
        let request = HTTPRequest(method: "PUT", target: target, body: Array(body.utf8))
        open[system.request(request, to: agent, timeouts: Self.timeouts)] = work
    }

    private mutating func succeed(_ work: Work, _ response: HTTPResponse) {
        switch work {
        case .shared: break
        case .value(let key, let value):
            if response.text.hasPrefix("true") {
                outcomes.append(.acknowledged(.value(key, of: value)))
            }
        case .registration(let node):
            registered.append(node)
            outcomes.append(.acknowledged(.node(node)))
        case .deregistration(let node): outcomes.append(.deregistered(node: node))
        }
    }
}
