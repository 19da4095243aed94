import LabDNS
import LabNetwork
import LabProgram

/// Asks the agent on its host for services in turn, without end, and remembers the answers.
struct ResolverProgram: Program {
    private static let pace = Interval.milliseconds(200)
    private static let port: UInt16 = 5399

    private struct Open {
        var service: String
        var askedAt: Instant
    }

    private let services: [String]
    private let server = Endpoint(.loopback, 8600)
    private var round: UInt16 = 0
    private var open: [UInt16: Open] = [:]
    private var answers: [ServiceAnswer] = []

    /// Makes a resolver of these services.
    init(services: [String]) { self.services = services }

    /// The answers since the last call, in order.
    mutating func takeAnswers() -> [ServiceAnswer] {
        if answers.isEmpty { return [] }
        defer { answers = [] }
        return answers
    }

    mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            guard (try? system.openDatagrams(port: Self.port)) != nil else { return }
            ask(on: &system)
        case .timer: ask(on: &system)
        case .datagram(let datagram): receive(datagram, on: &system)
        default: break
        }
    }

    private mutating func ask(on system: inout some System) {
        _ = system.setTimer(after: Self.pace, TimerToken(scope: 0, kind: 0))
        guard !services.isEmpty else { return }
        round &+= 1
        let service = services[Int(round) % services.count]
        guard let name = DNSName("\(service).service.consul") else { return }
        let query = DNSMessage(id: round, question: DNSQuestion(name: name, type: .a))
        open[round] = Open(service: service, askedAt: system.now)
        open[round &- 200] = nil
        system.send(query.encoded(), from: Self.port, to: server)
    }

    private mutating func receive(_ datagram: Datagram, on system: inout some System) {
        guard let message = try? DNSMessage(decoding: datagram.payload),
            let question = open.removeValue(forKey: message.id),
            message.responseCode == .noError || message.responseCode == .nxDomain
        else { return }
        answers.append(
            ServiceAnswer(
                client: system.host.name, service: question.service,
                addresses: message.answers.compactMap { record in
                    if case .a(let address) = record.data { "\(address)" } else { nil }
                }, askedAt: question.askedAt))
    }
}
