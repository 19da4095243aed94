import LabNetwork
import LabProgram

/// Follows one value of the discovery agent's HTTP interface with blocking queries, by the rules
/// of consul-template's `watch` package.
struct DiscoveryWatch {
    /// How long an answer is held back while nothing changes (consul-template's default).
    private static let wait: Int64 = 60
    /// What may come on top of it before the agent is given up: Consul adds a sixteenth, and holds
    /// a question for 7 s while there is no leader (`rpc_hold_timeout`).
    private static let patience = Interval.seconds(wait + wait / 16 + 7 + 10)
    /// The least time from one question to the next, and what is added to it at random.
    private static let minimumDelay = Interval.milliseconds(100)
    private static let delaySpread = Interval.milliseconds(20)
    /// An answer of a server that heard the leader longer ago than this is asked for anew.
    private static let maximumStaleness: UInt64 = 2_000
    private static let firstRetry = Interval.milliseconds(250)
    private static let longestRetry = Interval.minutes(1)

    /// The question that is under way.
    private(set) var exchange: ExchangeID?
    private let agent: Endpoint
    private let path: String
    private let token: TimerToken
    private var index: UInt64 = 0
    private var failures = 0
    private var allowsStale = true
    private var askedAt = Instant.start
    private var timer: TimerID?

    /// Makes a query that has not begun.
    ///
    /// - Parameters:
    ///   - path: what is asked for, with its query but without the parameters of blocking.
    ///   - token: what its timers carry; the owner calls `ask` when one runs out.
    init(agent: Endpoint, path: String, token: TimerToken) {
        self.agent = agent
        self.path = path
        self.token = token
    }

    /// Asks, now.
    mutating func ask(on system: inout some System) {
        var target = path + (path.contains("?") ? "&" : "?")
        if index > 0 { target += "index=\(index)&" }
        target += "wait=\(DiscoveryWatch.wait)s"
        if allowsStale { target += "&stale" }
        askedAt = system.now
        timer = nil
        exchange = system.request(
            HTTPRequest(target: target, headers: [HTTPHeader("Host", agent.description)]),
            to: agent, timeouts: HTTPTimeouts(total: DiscoveryWatch.patience))
    }

    /// Stops following.
    mutating func stop(on system: inout some System) {
        if let exchange { system.abandon(exchange) }
        if let timer { system.cancelTimer(timer) }
        exchange = nil
        timer = nil
    }

    /// Takes the answer to the question under way, and sees to it that the next one is asked.
    ///
    /// - Parameter decode: reads the body; `nil` where it can't be read.
    /// - Returns: the value, where it may be a new one.
    mutating func receive<Value>(
        _ result: Result<HTTPResponse, HTTPFailure>, on system: inout some System,
        decode: ([UInt8]) -> Value?
    ) -> Value? {
        exchange = nil
        switch result {
        case .failure(let failure):
            retry(after: failure.words, on: &system)
        case .success(let response) where response.status != 200:
            retry(after: "\(response.status) \(response.text)", on: &system)
        case .success(let response):
            guard let value = decode(response.body) else {
                retry(after: "the answer can't be read", on: &system)
                return nil
            }
            return accept(value, response.headers, on: &system)
        }
        return nil
    }

    private mutating func accept<Value>(
        _ value: Value, _ headers: [HTTPHeader], on system: inout some System
    ) -> Value? {
        failures = 0
        let staleness = headers["X-Consul-LastContact"].flatMap { UInt64($0) } ?? 0
        if allowsStale, staleness > DiscoveryWatch.maximumStaleness {
            allowsStale = false
            ask(on: &system)
            return nil
        }
        allowsStale = true
        let answered = headers["X-Consul-Index"].flatMap { UInt64($0) } ?? 0
        defer { askLater(on: &system) }
        if answered < index {
            index = 0
            return nil
        }
        let isNew = answered > index || answered == 0
        index = answered
        return isNew ? value : nil
    }

    private mutating func askLater(on system: inout some System) {
        let passed = system.now - askedAt
        guard passed < DiscoveryWatch.minimumDelay else { return ask(on: &system) }
        let delay = DiscoveryWatch.minimumDelay - passed
        timer = system.setTimer(
            after: delay + system.random(below: DiscoveryWatch.delaySpread), token)
    }

    private mutating func retry(after reason: String, on system: inout some System) {
        var delay = DiscoveryWatch.firstRetry
        for _ in 0..<min(failures, 8) { delay = min(delay * 2, DiscoveryWatch.longestRetry) }
        failures += 1
        let (path, failures) = (path, failures)
        system.log(.warning, "\(path): \(reason) (retry attempt \(failures) after \(delay))")
        timer = system.setTimer(after: delay, token)
    }
}
