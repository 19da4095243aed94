import LabNetwork
import LabProgram

/// The demo service: answers every HTTP request with `Hello World from <instance id>`.
public struct HelloProgram: Program {
    private enum TimerKind {
        static let serve: UInt8 = 1
        static let answer: UInt8 = 2
    }

    /// What it answers and how.
    public let configuration: HelloConfiguration
    private let answer: HTTPResponse

    /// Makes an instance.
    public init(configuration: HelloConfiguration) {
        self.configuration = configuration
        answer = HTTPResponse(
            status: configuration.status, text: "Hello World from \(configuration.instanceID)\n")
    }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started: start(on: &system)
        case .stopRequested: system.exit(code: 0)
        case .request(let exchange, _, _, _): accept(exchange, on: &system)
        case .timer(let token) where token.kind == TimerKind.serve: serve(on: &system)
        case .timer(let token) where token.kind == TimerKind.answer:
            system.respond(answer, to: ExchangeID(rawValue: token.value))
        default: break
        }
    }

    private func start(on system: inout some System) {
        guard configuration.mistakes.isEmpty else {
            for mistake in configuration.mistakes { system.log(.error, mistake) }
            return system.exit(code: 1)
        }
        guard configuration.startDelay > .zero else { return serve(on: &system) }
        _ = system.setTimer(
            after: configuration.startDelay, TimerToken(scope: 0, kind: TimerKind.serve))
    }

    private func serve(on system: inout some System) {
        for port in configuration.ports {
            do {
                try system.serveHTTP(port: port)
            } catch {
                system.log(.error, "can't serve port \(port): \(error)")
                return system.exit(code: 1)
            }
        }
        system.log(.info, "serving as \(configuration.instanceID)")
        system.noteChange()
    }

    private func accept(_ exchange: ExchangeID, on system: inout some System) {
        guard configuration.delay > .zero else { return system.respond(answer, to: exchange) }
        // A timer's value has 48 bits, enough for any count of exchanges of one program.
        _ = system.setTimer(
            after: configuration.delay,
            TimerToken(scope: 0, kind: TimerKind.answer, value: exchange.rawValue))
    }
}
