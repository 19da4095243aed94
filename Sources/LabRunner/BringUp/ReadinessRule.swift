import LabModel
import LabNetwork
import LabProgram
import LabPrograms

/// What is asked of a component until it is ready, and what the answer must be.
struct ReadinessRule: Sendable {
    /// How long a component has where nothing else is said.
    static let usualTime = Interval.seconds(60)
    /// How long the answer of a built-in component is waited for.
    private static let timeout = Interval.seconds(5)

    /// What is asked from the component's host; `nil` where it is enough that the process runs.
    var request: ProbeRequest?
    /// What is waited for, in words.
    var awaited: String
    /// How long it may take.
    var within = ReadinessRule.usualTime
    /// What to look at when it takes longer.
    var hint: String?
    /// Whether a process that has ended well is as good as one that runs.
    var mayEnd = false
    /// Whether an answer is as wanted.
    var isMet: @Sendable (ProbeResult.Outcome) -> Bool = { $0 == .reached }

    /// A host is ready as soon as it is up. The lab gives it up earlier, and knows why.
    static let hostIsUp = ReadinessRule(awaited: "it to be up", within: .minutes(3))

    private init(awaited: String, within: Interval) {
        self.awaited = awaited
        self.within = within
    }

    /// The rule of a component's own definition.
    init(_ test: ReadinessTest) {
        request = test.request
        within = test.within
        hint = test.hint
        switch test.request {
        case .http(let host, let port, let request, _):
            let status = test.status.map { "status \($0)" } ?? "status 200 to 399"
            let body = test.body.map { ", body \($0)" } ?? ""
            awaited = "http://\(host):\(port)\(request.target) with \(status)\(body)"
            isMet = { outcome in
                guard case .http(let response) = outcome else { return false }
                let hasStatus =
                    test.status?.holds(Double(response.status))
                    ?? (200...399).contains(response.status)
                return hasStatus && (test.body?.matches(response.text) ?? true)
            }
        case .tcp(let endpoint, _): awaited = "a connection to \(endpoint)"
        case .ping(let address, _): awaited = "an answer to a ping of \(address)"
        case .dns(let server, let question, _, _):
            awaited = "an answer of \(server) to \(question.name)"
            isMet = { if case .dns = $0 { true } else { false } }
        }
    }

    /// The rule of a built-in component, and of a program whose definition has none.
    init(_ component: ComponentDefinition, on host: HostDefinition, in lab: any Lab) {
        self.init(awaited: "its process to run", within: Self.usualTime)
        guard component.use == "builtin" || lab.hasVirtualTime else {
            mayEnd = component.role == .custom
            return
        }
        switch component.role {
        case .discovery:
            request = lab.topology.agentRequest(
                "GET", "/v1/status/leader", server: host.name, asker: host.name,
                timeout: Self.timeout)
            awaited = "a leader at /v1/status/leader"
            hint = "are a majority of the servers up?"
            isMet = { outcome in
                // Without a leader it is `""`.
                if case .http(let response) = outcome {
                    response.status == 200 && response.body.count > 2
                } else {
                    false
                }
            }
        case .loadBalancer:
            let port = component.configuration["listen"]?.integer ?? 80
            request = .tcp(Endpoint(.loopback, UInt16(clamping: port)), timeout: .seconds(1))
            awaited = "a connection to port \(port)"
        case .registrator, .scheduler: break
        case .custom: mayEnd = true
        }
    }
}

extension ProbeResult.Outcome {
    /// What there is to see, in few words.
    var words: String {
        switch self {
        case .dns(let message): "a DNS answer, \(message.responseCode)"
        case .http(let response):
            "status \(response.status)"
                + (response.body.isEmpty ? "" : ", body \(response.text.firstLine)")
        case .reached: "it was reached"
        case .failed(let reason): reason
        }
    }
}

extension String {
    /// The first line, cut where it is long.
    var firstLine: String {
        let line = split(whereSeparator: \.isNewline).first ?? ""
        return line.count > 80 ? line.prefix(80) + "…" : String(line)
    }
}
