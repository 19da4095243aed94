import LabNetwork
import LabProgram

/// Makes the requests of one stream and keeps count of how they go.
///
/// The load is open: each request begins when its time has come, however many are still open, so
/// a slow answer delays nothing and no failure is left out of the count (G. Schroeder, A. Wierman,
/// M. Harchol-Balter, "Open versus closed", NSDI 2006).
public struct TrafficProgram: Program {
    private static let tick = TimerToken(scope: 1, kind: 0)

    /// The requests.
    public let plan: TrafficPlan
    private let period: Interval
    private var http: NamedHTTPClient
    private var recorder: TrafficRecorder?
    private var nextAt = Instant.start

    /// Makes a stream that has not begun.
    ///
    /// - Parameters:
    ///   - plan: the requests; a period below a microsecond counts as one.
    ///   - nameserver: who is asked for the plan's host where it is a name; `nil` for the
    ///     discovery agent on the host itself.
    public init(plan: TrafficPlan, nameserver: Endpoint? = nil) {
        self.plan = plan
        period = max(plan.period, .microseconds(1))
        http = NamedHTTPClient(
            scope: 2, nameserver: nameserver ?? NamedHTTPClient.agentNameserver)
    }

    /// How the stream has gone so far.
    public func statistics(at now: Instant) -> TrafficStatistics {
        recorder?.statistics(at: now) ?? TrafficStatistics()
    }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            // A host that has its power back goes on with what it has counted.
            recorder = recorder ?? TrafficRecorder(from: system.now, timeout: plan.timeout)
            nextAt = system.now
            beginRequest(on: &system)
        case .timer(TrafficProgram.tick):
            beginRequest(on: &system)
        case .stopRequested:
            system.exit(code: 0)
        default:
            guard let ended = http.handle(event, on: &system) else { return }
            let start = Instant(nanoseconds: Int64(bitPattern: ended.tag))
            switch ended.outcome {
            case .answered(let response):
                recorder?.answered(response, from: start, to: system.now)
            case .failed:
                recorder?.failed(from: start)
            }
        }
    }

    /// Begins a request, known by the moment it began, and sets the time of the next one.
    private mutating func beginRequest(on system: inout some System) {
        let now = system.now
        // After a freeze the beats that were missed are left out, not made up for in a burst.
        nextAt = nextAt + period
        if nextAt <= now { nextAt = now + period }
        _ = system.setTimer(after: nextAt - now, TrafficProgram.tick)
        let reason = http.begin(
            plan.request, host: plan.host, port: plan.port, timeout: plan.timeout,
            tag: UInt64(bitPattern: now.nanoseconds), on: &system)
        if reason != nil { recorder?.failed(from: now) }
    }
}
