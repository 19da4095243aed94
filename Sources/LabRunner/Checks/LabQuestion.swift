import LabDNS
import LabModel
import LabNetwork
import LabPrograms

/// A question that somebody asks a lab by hand, made as checks make theirs.
public struct LabQuestion: Sendable {
    /// What is asked.
    public let request: ProbeRequest
    /// The host that asks.
    public let host: String
    /// The host whose discovery agent is asked; `nil` where something else is.
    public let server: String?

    /// A DNS question to the agent that a `dns` check would ask, or to another server.
    ///
    /// - Parameters:
    ///   - check: its name, type, transport, `from` and `server` count, and nothing else of it.
    ///   - endpoint: another server than an agent.
    /// - Throws: `LabError` where a host is down or unknown, and for what is no name or type.
    public static func dns(
        _ check: DNSCheck, to endpoint: Endpoint? = nil, in lab: any Lab
    ) throws(LabError) -> LabQuestion {
        let context = context(lab)
        do throws(Unavailable) {
            let asker = try context.asker(check.from)
            let server = endpoint == nil ? try context.server(check.server, asker: asker) : nil
            let place = server.map { lab.topology.dnsEndpoint(of: $0, from: asker) }
            return LabQuestion(
                request: .dns(
                    server: endpoint ?? place ?? Endpoint(.loopback, 53),
                    question: try check.question(), overTCP: check.transport == .tcp,
                    timeout: CheckContext.dnsTimeout),
                host: asker, server: server)
        } catch {
            throw LabError(error.text)
        }
    }

    /// A request as an `http` check makes it.
    ///
    /// - Parameter check: its URL, method, headers, body, `from` and time limit count, and nothing else.
    /// - Throws: `LabError` where a host is down or unknown, and for what is no URL.
    public static func http(_ check: HTTPCheck, in lab: any Lab) throws(LabError) -> LabQuestion {
        let asker: String
        do throws(Unavailable) {
            asker = try context(lab).asker(check.from)
        } catch {
            throw LabError(error.text)
        }
        let placed = try lab.topology.request(
            check.url, method: check.method, headers: check.headers, body: check.body, from: asker)
        let timeout = check.timeout ?? CheckContext.httpTimeout
        return LabQuestion(
            request: .http(
                host: placed.place, port: placed.port, placed.request, timeout: timeout),
            host: asker, server: nil)
    }

    /// A request to the HTTP API of the discovery agent on a host, made on that host.
    public static func agent(
        _ method: String, _ path: String, body: String = "", on host: String, in lab: any Lab
    ) -> LabQuestion {
        LabQuestion(
            request: lab.topology.agentRequest(
                method, path, body: Array(body.utf8), server: host, asker: host),
            host: host, server: host)
    }

    private static func context(_ lab: any Lab) -> CheckContext {
        let resolver = TargetResolver(topology: lab.topology, seed: 1)
        return CheckContext(CheckDesk(lab: lab, resolver: resolver), LabView(lab))
    }

    /// Asks, and lets time pass until there is an answer.
    ///
    /// - Parameter interruption: asked for now and then; a request gives up waiting.
    /// - Returns: the answer, or that there was none, for a reason in words.
    public func ask(
        _ lab: any Lab, interruption: Interruption = Interruption()
    ) -> ProbeResult {
        LabQuestion.ask([self], lab, interruption: interruption).first
            ?? LabQuestion.unanswered(lab)
    }

    /// Asks several questions at the same time, and lets time pass until all have an answer.
    ///
    /// - Returns: an answer to each, in their order.
    public static func ask(
        _ questions: [LabQuestion], _ lab: any Lab, interruption: Interruption = Interruption()
    ) -> [ProbeResult] {
        var inquiry = Inquiry(
            questions.map { Question(request: $0.request, host: $0.host) }, inSequence: false)
        while true {
            if let answers = inquiry.advance(lab) { return answers }
            if interruption.isRequested || lab.failure != nil {
                inquiry.abandon(lab)
                return questions.map { _ in unanswered(lab) }
            }
            lab.advance(until: min(inquiry.wakeUp, lab.now + .milliseconds(250)))
        }
    }

    private static func unanswered(_ lab: any Lab) -> ProbeResult {
        let reason = lab.failure?.message ?? "interrupted"
        return ProbeResult(outcome: .failed(reason), askedAt: lab.now, answeredAt: lab.now)
    }
}
