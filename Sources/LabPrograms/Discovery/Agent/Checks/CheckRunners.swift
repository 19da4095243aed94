import LabNetwork
import LabProgram

/// Runs the checks of an agent, each on its own schedule.
///
/// The first run of a check comes at a random moment within its interval, so that the checks of a
/// host don't run together; each further one an interval after the end of the one before.
struct CheckRunners {
    /// The scope of its timers.
    static let scope: UInt8 = 5
    enum TimerKind: UInt8 {
        case run = 1
        case expire
    }

    /// What a test found out.
    struct Result: Hashable {
        /// The check's id.
        var id: String
        /// How what it tests is.
        var status: HealthStatus
        /// What it printed.
        var output: String
    }

    struct Runner {
        var id: String
        var plan: CheckPlan
        var timer: TimerID?
        var exchange: ExchangeID?
        var connection: ConnectionID?
        var target: CheckTarget?
        var redirects = 0
        var lastOutput = ""
    }

    /// What the tests since the last look found out.
    var results: [Result] = []
    var runners: [UInt64: Runner] = [:]
    private var numbers: [String: UInt64] = [:]
    var exchanges: [ExchangeID: UInt64] = [:]
    var connections: [ConnectionID: UInt64] = [:]
    private var nextNumber: UInt64 = 1

    /// Begins to run a check, in place of one with its id.
    mutating func start(_ id: String, plan: CheckPlan, on system: inout some System) {
        stop(id, on: &system)
        let number = nextNumber
        nextNumber += 1
        numbers[id] = number
        runners[number] = Runner(id: id, plan: plan)
        switch plan.test {
        case .ttl(let ttl): schedule(.expire, number, after: ttl, on: &system)
        case .http, .tcp, .unsupported:
            let stagger = system.random(below: plan.interval)
            schedule(.run, number, after: stagger, on: &system)
        case .alias: break
        }
    }

    /// Ends the runs of a check.
    mutating func stop(_ id: String, on system: inout some System) {
        guard let number = numbers.removeValue(forKey: id),
            let runner = runners.removeValue(forKey: number)
        else { return }
        if let timer = runner.timer { system.cancelTimer(timer) }
        if let exchange = runner.exchange {
            exchanges[exchange] = nil
            system.abandon(exchange)
        }
        if let connection = runner.connection {
            connections[connection] = nil
            system.close(connection)
        }
    }

    /// Restarts the time of a check that waits for updates.
    ///
    /// - Returns: whether it is such a check.
    mutating func refresh(_ id: String, output: String, on system: inout some System) -> Bool {
        guard let number = numbers[id], let runner = runners[number],
            case .ttl(let ttl) = runner.plan.test
        else { return false }
        if let timer = runner.timer { system.cancelTimer(timer) }
        runners[number]?.lastOutput = output
        schedule(.expire, number, after: ttl, on: &system)
        return true
    }

    /// Reacts to a timer of a check.
    mutating func timer(_ token: TimerToken, on system: inout some System) {
        let number = token.value
        guard let runner = runners[number] else { return }
        runners[number]?.timer = nil
        switch (TimerKind(rawValue: token.kind), runner.plan.test) {
        case (.expire, _):
            let output = CheckOutput.expired(last: runner.lastOutput)
            results.append(Result(id: runner.id, status: .critical, output: output))
        case (.run, .http(let test)): run(test, number, on: &system)
        case (.run, .tcp(let address)): connect(to: address, number, on: &system)
        case (.run, .unsupported(let output)): finish(number, .critical, output, on: &system)
        case (.run, _), (nil, _): break
        }
    }

    /// Notes what a test found out and plans the next one.
    mutating func finish(
        _ number: UInt64, _ status: HealthStatus, _ output: String, on system: inout some System
    ) {
        guard let runner = runners[number] else { return }
        schedule(.run, number, after: runner.plan.interval, on: &system)
        if runners[number]?.plan.thresholds.admits(status) == true {
            results.append(Result(id: runner.id, status: status, output: output))
        }
    }

    private mutating func schedule(
        _ kind: TimerKind, _ number: UInt64, after pause: Interval, on system: inout some System
    ) {
        let token = TimerToken(scope: CheckRunners.scope, kind: kind.rawValue, value: number)
        runners[number]?.timer = system.setTimer(after: pause, token)
    }
}
