import LabDNS
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner

/// A lab whose hosts do just what a test says.
final class FakeLab: Lab {
    /// What comes of a question, and how long that takes.
    struct Reply {
        var outcome: ProbeResult.Outcome
        var delay = Interval.microseconds(400)
    }

    let backend: String
    let topology: Topology
    var now = Instant.start
    var revision: UInt64 = 0
    var eventCount: UInt64 = 0
    var traceHash: String? { "fa4e" }

    /// The state of everything, in order.
    var statuses: [UnitStatus]
    /// What was asked of the lab, in words, with the time.
    var calls: [String] = []
    /// The faults in force.
    var faults: [FaultID: ActiveFault] = [:]
    /// The questions asked.
    var questions: [(at: Instant, from: String, request: ProbeRequest)] = []

    /// The answers of DNS, by name; without one NXDOMAIN.
    var dns: [String: DNSMessage] = [:]
    /// The answers of HTTP, by `host:port/target`; without one nothing comes.
    var http: [String: HTTPResponse] = [:]
    /// Answers of HTTP that are given in turn, by the same key.
    var rotation: [String: [HTTPResponse]] = [:]
    /// The host that leads.
    var leader: String?
    /// Ways that are cut, as `from>to`.
    var cut: Set<String> = []
    /// How long an answer takes.
    var delay = Interval.microseconds(400)
    /// How long an orderly end takes; `nil` for for ever.
    var stopTime: Interval? = .milliseconds(100)

    var history: [Leadership] = []
    var lines: [LogLine] = []
    var traffic: [String: TrafficStatistics] = [:]
    var plans: [TrafficPlan] = []
    /// What components are asked until they are ready, by name.
    var tests: [String: ReadinessTest] = [:]
    /// Why the lab can't be asked any more.
    var failure: LabError?
    /// How long a host or a component takes to start.
    var startTime = Interval.zero
    /// How long it takes until what was killed is known to have ended.
    var killTime = Interval.zero
    /// What comes of commands, by their first word; without one they never end.
    var commands: [String: ExecutionResult] = [:]
    /// The commands that run or whose result has not been forgotten.
    var executions: [ExecutionID: (ready: Instant, result: ExecutionResult)] = [:]

    private var script: [(at: Instant, work: (FakeLab) -> Void)] = []
    private var results: [ProbeID: (ready: Instant, result: ProbeResult)] = [:]
    private var turns: [String: Int] = [:]
    private var lastProbe: UInt64 = 0
    private var lastFault = 0

    init(_ topology: Topology = .threeNode, backend: String = "memory") {
        self.topology = topology
        self.backend = backend
        statuses = topology.hosts.flatMap { host in
            [UnitStatus(unit: .host(host.name), state: .running)]
                + host.run.map {
                    UnitStatus(unit: .component(host: host.name, name: $0), state: .running)
                }
        }
        leader = "host-1"
        history = [Leadership(term: 1, host: "host-1", at: .start)]
    }

    /// Does something at a moment; it counts as a change that checks may see.
    func at(_ moment: Interval, _ work: @escaping (FakeLab) -> Void) {
        script.append((.start + moment, work))
        script.sort { $0.at < $1.at }
    }

    func advance(until deadline: Instant) {
        let ready = results.values.map(\.ready) + executions.values.map(\.ready)
        let answered = ready.filter { $0 > now }.min() ?? .never
        let next = min(deadline, answered, script.first?.at ?? .never)
        now = max(now, next)
        while let first = script.first, first.at <= now {
            script.removeFirst()
            eventCount += 1
            revision += 1
            first.work(self)
        }
    }

    func units() -> [UnitStatus] { statuses }

    func set(_ unit: Unit, _ state: UnitStatus.State) {
        if let index = statuses.firstIndex(where: { $0.unit == unit }) {
            if state == .running && statuses[index].state != .running {
                statuses[index].restarts += 1
            }
            statuses[index].state = state
        } else {
            statuses.append(UnitStatus(unit: unit, state: state))
        }
        revision += 1
    }

    @discardableResult
    func addInstance(_ service: String, on host: String) -> Unit {
        let count = statuses.count {
            if case .instance(host, service, _) = $0.unit { true } else { false }
        }
        let unit = Unit.instance(host: host, service: service, index: count + 1)
        let digit = host.last.map(String.init) ?? "0"
        statuses.append(
            UnitStatus(
                unit: unit, state: .running, instanceID: "id\(digit)\(count + 1)",
                publishedPort: 32_768 + UInt16(count)))
        revision += 1
        return unit
    }

    private func call(_ words: String) { calls.append("\(now.secondsText) \(words)") }

    func start(_ unit: Unit) throws(LabError) {
        call("start \(unit)")
        if startTime == .zero {
            begin(unit)
        } else {
            at(now + startTime - .start) { $0.begin(unit) }
        }
    }

    private func begin(_ unit: Unit) {
        set(unit, .running)
        guard case .host(let name) = unit else { return }
        for component in topology.host(named: name)?.run ?? [] {
            set(.component(host: name, name: component), .running)
        }
    }

    func readiness(
        of component: ComponentDefinition, on host: HostDefinition
    ) throws(LabError) -> ReadinessTest? { tests[component.name] }

    func deploy(
        service: String, on host: String, count: Int, environment: [ServiceDefinition.Variable]
    ) throws(LabError) {
        call("deploy \(count) \(service) on \(host)")
        for _ in 0..<count { addInstance(service, on: host) }
    }

    func stop(_ unit: Unit) throws(LabError) {
        call("stop \(unit)")
        guard let stopTime else { return }
        at(now + stopTime - .start) { $0.end(unit, .exited(0)) }
    }

    func kill(_ unit: Unit, signal: String) throws(LabError) {
        call("kill \(unit) \(signal)")
        if killTime == .zero { return end(unit, .signaled(signal)) }
        at(now + killTime - .start) { $0.end(unit, .signaled(signal)) }
    }

    private func end(_ unit: Unit, _ state: UnitStatus.State) {
        set(unit, state)
        guard case .host(let host) = unit else { return }
        for status in statuses where status.unit.host == host { set(status.unit, state) }
    }

    func leave(host: String) throws(LabError) {
        call("leave \(host)")
        set(.component(host: host, name: "discovery"), .exited(0))
    }

    func inject(_ fault: ActiveFault) throws(LabError) -> FaultID {
        lastFault += 1
        call("inject \(lastFault) \(fault)")
        let id = FaultID(rawValue: lastFault)
        faults[id] = fault
        return id
    }

    func heal(_ fault: FaultID) {
        call("heal \(fault.rawValue)")
        faults[fault] = nil
    }

    func startTraffic(_ plan: TrafficPlan, from host: String) throws(LabError) {
        call("traffic \(plan.name) from \(host)")
        plans.append(plan)
    }

    func execute(_ command: [String], on host: String) throws(LabError) -> ExecutionID {
        call("exec \(command.joined(separator: " ")) on \(host)")
        let id = ExecutionID(rawValue: UInt32(calls.count))
        let result = command.first.flatMap { commands[$0] }
        executions[id] = (
            result == nil ? .never : now + delay,
            result ?? ExecutionResult(code: 0, output: "", errorOutput: "")
        )
        return id
    }

    func result(of execution: ExecutionID) -> ExecutionResult? {
        guard let (ready, result) = executions[execution], ready <= now else { return nil }
        return result
    }

    func forget(_ execution: ExecutionID) { executions[execution] = nil }

    func trafficStatistics(named name: String) -> TrafficStatistics? { traffic[name] }
    func leaderships() -> [Leadership] { history }
    func log(of unit: Unit) -> [LogLine] { lines.filter { $0.unit == unit } }

    func probe(_ request: ProbeRequest, from host: String) throws(LabError) -> ProbeID {
        questions.append((now, host, request))
        eventCount += 1
        lastProbe += 1
        let reply = reply(to: request, from: host)
        let wait = reply?.delay ?? request.limit
        results[ProbeID(rawValue: lastProbe)] = (
            now + wait,
            ProbeResult(
                outcome: reply?.outcome ?? .failed("timed out"), askedAt: now,
                answeredAt: now + wait)
        )
        return ProbeID(rawValue: lastProbe)
    }

    func result(of probe: ProbeID) -> ProbeResult? {
        guard let (ready, result) = results[probe], ready <= now else { return nil }
        return result
    }

    func forget(_ probe: ProbeID) { results[probe] = nil }

    /// How many questions are still open.
    var openQuestions: Int { results.count }

    private func reply(to request: ProbeRequest, from host: String) -> Reply? {
        switch request {
        case .dns(_, let question, _, _):
            let text = String(question.name.description.dropLast())
            var message = dns[text] ?? DNSMessage(id: 1).with(.nxDomain)
            message.questions = [question]
            return Reply(outcome: .dns(message), delay: delay)
        case .http(let place, let port, let http, _):
            return httpReply(place, port, http).map { Reply(outcome: .http($0), delay: delay) }
        case .tcp(let endpoint, _): return reach(endpoint.address, from: host)
        case .ping(let address, _): return reach(address, from: host)
        }
    }

    private func httpReply(_ place: String, _ port: UInt16, _ request: HTTPRequest) -> HTTPResponse?
    {
        let host = topology.hosts.first { $0.address.description == place }?.name ?? place
        let key = "\(host):\(port)\(request.target)"
        if request.method == "PUT" {
            call("PUT \(key) \(String(decoding: request.body, as: UTF8.self))")
        }
        if let answers = rotation[key], !answers.isEmpty {
            defer { turns[key, default: 0] += 1 }
            return answers[turns[key, default: 0] % answers.count]
        }
        if let answer = http[key] { return answer }
        guard request.target == "/v1/status/leader" else { return nil }
        let address = leader.flatMap { topology.host(named: $0)?.address.description }
        return HTTPResponse(status: 200, text: "\"\(address.map { "\($0):8300" } ?? "")\"")
    }

    private func reach(_ address: IPv4Address, from host: String) -> Reply? {
        let target = topology.hosts.first { $0.address == address }?.name ?? "?"
        return cut.contains("\(host)>\(target)") ? nil : Reply(outcome: .reached)
    }
}

extension ProbeRequest {
    fileprivate var limit: Interval {
        switch self {
        case .dns(_, _, _, let timeout), .http(_, _, _, let timeout), .tcp(_, let timeout),
            .ping(_, let timeout):
            timeout
        }
    }
}

extension DNSMessage {
    func with(_ code: DNSResponseCode) -> DNSMessage {
        var message = self
        message.responseCode = code
        return message
    }
}

/// A DNS answer of some records.
func answer(_ data: [DNSRecordData], ttl: UInt32 = 0) -> DNSMessage {
    var message = DNSMessage(id: 1)
    message.isAuthoritative = true
    message.answers = data.map { DNSRecord(name: .root, ttl: ttl, data: $0) }
    return message
}

/// A DNS answer of the addresses 192.168.50.10x.
func hosts(_ numbers: UInt8...) -> DNSMessage {
    answer(numbers.map { .a(IPv4Address(192, 168, 50, 100 + $0)) })
}

/// What an instance of `hello` answers.
func hello(_ id: String) -> HTTPResponse {
    HTTPResponse(status: 200, text: "Hello World from \(id)\n")
}
