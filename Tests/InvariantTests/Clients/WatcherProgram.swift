import LabNetwork
import LabProgram

/// Follows one target with blocking queries to the server on its host, which answers from its own
/// state.
struct WatcherProgram: Program {
    private static let wait = Interval.seconds(5)
    private static let pause = Interval.milliseconds(500)

    private let target: String
    private let agent = Endpoint(.loopback, 8500)
    /// The index of the last answer; 0 for the next query not to wait.
    private(set) var index: UInt64 = 0
    private var exchange: ExchangeID?
    /// When the query under way was asked; `nil` for none.
    private(set) var askedAt: Instant?
    private var finished: [FinishedQuery] = []

    /// Makes a watcher of a path with a query of the HTTP API.
    init(target: String) { self.target = target }

    /// The queries that were answered since the last call, in order.
    mutating func takeFinished() -> [FinishedQuery] {
        if finished.isEmpty { return [] }
        defer { finished = [] }
        return finished
    }

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started, .timer: ask(on: &system)
        case .response(exchange, let result): receive(result, on: &system)
        default: break
        }
    }

    private mutating func ask(on system: inout some System) {
        askedAt = system.now
        let separator = target.contains("?") ? "&" : "?"
        let path = "\(target)\(separator)stale&index=\(index)&wait=\(Self.wait)"
        exchange = system.request(
            HTTPRequest(target: path), to: agent, timeouts: HTTPTimeouts(total: .seconds(60)))
    }

    private mutating func receive(
        _ result: Result<HTTPResponse, HTTPFailure>, on system: inout some System
    ) {
        exchange = nil
        guard case .success(let response) = result, [200, 404].contains(response.status),
            let text = response.headers["X-Consul-Index"], let answered = UInt64(text),
            let asked = askedAt
        else {
            askedAt = nil
            index = 0
            _ = system.setTimer(after: Self.pause, TimerToken(scope: 0, kind: 0))
            return
        }
        finished.append(
            FinishedQuery(
                client: "\(system.host.name) \(target)", given: index,
                wait: index == 0 ? .zero : Self.wait, index: answered, askedAt: asked,
                answeredAt: system.now))
        // An index that goes back makes clients begin anew (Consul, "Blocking Queries").
        index = answered < index ? 0 : answered
        ask(on: &system)
    }
}
