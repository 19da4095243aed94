import LabNetwork
import LabProgram

/// Registers the containers of a host in the discovery service, as gliderlabs/registrator does.
///
/// One thing is done at a time, in the order in which it came up. A registration that fails is
/// logged and not repeated before the next full one.
public struct RegistratorProgram: Program {
    private enum TimerKind {
        static let ping: UInt8 = 1
        static let resync: UInt8 = 2
    }

    /// What is to be done about containers.
    enum Job: Hashable {
        /// A container has started.
        case add(id: String)
        /// A container has ended.
        case remove(id: String, exitCode: Int32?)
        /// Every container is looked at; quietly, without a word on those that are ignored.
        case sync(isQuiet: Bool)
    }

    /// One request of a job.
    enum Call: Hashable {
        case register(RegisteredService)
        case registerAgain(RegisteredService)
        case deregister(RegisteredService)
        /// Asks for the agent's services, to find those that no container stands for.
        case list
        case deregisterDangling(id: String)
    }

    /// The services that are registered for one container.
    struct KnownContainer {
        var id: String
        var services: [RegisteredService]
    }

    /// A connection to the registry may take this long (Consul's Go client); then an answer is
    /// waited for as long as it takes.
    private static let timeouts = HTTPTimeouts(connect: .seconds(30), total: .hours(24))

    /// How it works.
    public let configuration: RegistratorConfiguration
    let requests: RegistryRequests
    /// The containers whose services are registered, in the order in which they were.
    var known: [KnownContainer] = []
    /// The rest of the job that is being done.
    var calls: [Call] = []

    private var jobs: [Job] = []
    private var call: Call?
    private var exchange: ExchangeID?
    private var pingAttempts = 0

    /// Makes a registrator.
    public init(configuration: RegistratorConfiguration) {
        self.configuration = configuration
        requests = RegistryRequests(configuration)
    }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            ping(on: &system)
        case .timer(let token) where token.kind == TimerKind.ping:
            ping(on: &system)
        case .timer(let token) where token.kind == TimerKind.resync:
            resyncLater(on: &system)
            enqueue(.sync(isQuiet: true), on: &system)
        case .container(let event) where event.action == .start:
            enqueue(.add(id: event.id), on: &system)
        case .container(let event) where event.action == .die:
            enqueue(.remove(id: event.id, exitCode: event.exitCode), on: &system)
        case .response(let answered, let result) where answered == exchange:
            exchange = nil
            receive(result, on: &system)
        case .stopRequested:
            system.exit(code: 0)
        default:
            break
        }
    }

    private mutating func send(_ request: HTTPRequest, on system: inout some System) {
        exchange = system.request(
            request, to: configuration.endpoint, timeouts: RegistratorProgram.timeouts)
    }

    private mutating func receive(
        _ result: Result<HTTPResponse, HTTPFailure>, on system: inout some System
    ) {
        let answer = RegistryAnswer(result)
        if let call {
            self.call = nil
            finish(call, with: answer, on: &system)
            proceed(on: &system)
        } else {
            finishPing(with: answer, on: &system)
        }
    }

    // MARK: Beginning

    private mutating func ping(on system: inout some System) {
        let (attempt, limit) = (pingAttempts, configuration.retryAttempts ?? -1)
        system.log(.info, "Connecting to backend (\(attempt)/\(limit))")
        pingAttempts += 1
        send(requests.ping, on: &system)
    }

    private mutating func finishPing(with answer: RegistryAnswer, on system: inout some System) {
        switch answer {
        case .refused(let reason):
            if let limit = configuration.retryAttempts, pingAttempts > limit {
                system.log(.error, "registrator: \(reason)")
                return system.exit(code: 1)
            }
            system.log(.warning, "the registry does not answer: \(reason)")
            _ = system.setTimer(
                after: configuration.retryInterval, TimerToken(scope: 0, kind: TimerKind.ping))
        case .accepted(let body):
            system.log(
                .info, "consul: current leader \(String(decoding: body, as: UTF8.self))")
            // Listening begins before the listing, so that no container falls between them.
            system.watchContainers()
            system.log(.info, "Listening for Docker events ...")
            resyncLater(on: &system)
            enqueue(.sync(isQuiet: false), on: &system)
        }
    }

    private func resyncLater(on system: inout some System) {
        guard let interval = configuration.resyncInterval else { return }
        _ = system.setTimer(after: interval, TimerToken(scope: 0, kind: TimerKind.resync))
    }

    // MARK: One thing at a time

    private mutating func enqueue(_ job: Job, on system: inout some System) {
        jobs.append(job)
        proceed(on: &system)
    }

    private mutating func proceed(on system: inout some System) {
        while exchange == nil {
            if !calls.isEmpty {
                let next = calls.removeFirst()
                call = next
                send(request(for: next), on: &system)
            } else if !jobs.isEmpty {
                begin(jobs.removeFirst(), on: &system)
            } else {
                return
            }
        }
    }
}
