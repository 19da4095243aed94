import LabNetwork
import LabProgram

/// Follows the passing instances of services in the catalog of a discovery agent, as consul-template
/// does: one blocking query for each service, and one for their names where all are followed.
///
/// Whoever runs it calls `takeChange` after `System.noteChange`. While the agent is away or can't
/// answer, what was known last stays in force.
public struct CatalogWatcher: Program {
    private enum TimerKind {
        static let service: UInt8 = 1
        static let catalog: UInt8 = 2
        static let quiet: UInt8 = 3
    }

    /// One service that is followed.
    private struct Watch {
        var id: UInt64
        var name: String
        var query: DiscoveryWatch
        /// `nil` until the first answer.
        var instances: [PassingInstance]?
    }

    /// A change that waits for further ones.
    private struct Pending {
        var timer: TimerID
        var latest: Instant
    }

    private let agent: Endpoint
    private let quiescence: BalancerConfiguration.Quiescence
    private var names: [String]?
    private var catalog: DiscoveryWatch?
    private var watches: [Watch] = []
    private var nextID: UInt64 = 0
    private var pending: Pending?
    private var isChanged = false
    private var isKnown = false

    /// The services in force, by name; empty until everything has been answered once.
    public private(set) var services: [PassingService] = []

    /// Makes a watcher that has not begun.
    ///
    /// - Parameters:
    ///   - agent: the HTTP interface of the agent that is asked.
    ///   - services: the services to follow; `nil` for all that the catalog names.
    ///   - quiescence: how long a change waits for further ones before it counts.
    public init(
        agent: Endpoint, services: [String]? = nil,
        quiescence: BalancerConfiguration.Quiescence = .init(minimum: .zero, maximum: .zero)
    ) {
        self.agent = agent
        self.quiescence = quiescence
        names = services.map { Set($0).sorted() }
        if services == nil {
            catalog = DiscoveryWatch(
                agent: agent, path: "/v1/catalog/services",
                token: TimerToken(scope: 0, kind: TimerKind.catalog))
        }
    }

    /// The services in force, if they are others than at the last call.
    public mutating func takeChange() -> [PassingService]? {
        defer { isChanged = false }
        return isChanged ? services : nil
    }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .started:
            catalog?.ask(on: &system)
            follow(on: &system)
        case .response(let exchange, let result):
            receive(result, of: exchange, on: &system)
        case .timer(let token):
            runOut(token, on: &system)
        case .stopRequested:
            system.exit(code: 0)
        default:
            break
        }
    }

    private mutating func runOut(_ token: TimerToken, on system: inout some System) {
        switch token.kind {
        case TimerKind.service:
            guard let index = watches.firstIndex(where: { $0.id == token.value }) else { return }
            watches[index].query.ask(on: &system)
        case TimerKind.catalog:
            catalog?.ask(on: &system)
        case TimerKind.quiet:
            pending = nil
            putInForce(on: &system)
        default:
            break
        }
    }

    private mutating func receive(
        _ result: Result<HTTPResponse, HTTPFailure>, of exchange: ExchangeID,
        on system: inout some System
    ) {
        if let index = watches.firstIndex(where: { $0.query.exchange == exchange }) {
            let instances = watches[index].query.receive(
                result, on: &system, decode: DiscoveryAnswers.instances)
            guard let instances, instances != watches[index].instances else { return }
            watches[index].instances = instances
            changeSoon(on: &system)
        } else if catalog?.exchange == exchange {
            let found = catalog?.receive(
                result, on: &system, decode: DiscoveryAnswers.serviceNames)
            guard let found, found != names else { return }
            names = found
            follow(on: &system)
            changeSoon(on: &system)
        }
    }

    /// Follows just those services that there are.
    private mutating func follow(on system: inout some System) {
        guard let names else { return }
        var kept: [Watch] = []
        for var watch in watches {
            if names.contains(watch.name) {
                kept.append(watch)
            } else {
                watch.query.stop(on: &system)
            }
        }
        for name in names where !kept.contains(where: { $0.name == name }) {
            nextID += 1
            var watch = Watch(
                id: nextID, name: name,
                query: DiscoveryWatch(
                    agent: agent,
                    path: "/v1/health/service/\(name.percentEncodedForPath)?passing",
                    token: TimerToken(scope: 0, kind: TimerKind.service, value: nextID)))
            watch.query.ask(on: &system)
            kept.append(watch)
        }
        watches = kept.sorted { $0.name < $1.name }
    }

    /// Puts a change in force when no further ones have come for a while.
    ///
    /// The very first state is put in force at once, and none before everything has been answered.
    private mutating func changeSoon(on system: inout some System) {
        guard names != nil, watches.allSatisfy({ $0.instances != nil }) else { return }
        guard isKnown, quiescence.maximum > .zero else { return putInForce(on: &system) }
        let token = TimerToken(scope: 0, kind: TimerKind.quiet)
        guard let pending else {
            let timer = system.setTimer(after: quiescence.minimum, token)
            self.pending = Pending(timer: timer, latest: system.now + quiescence.maximum)
            return
        }
        system.cancelTimer(pending.timer)
        let rest = max(pending.latest - system.now, .zero)
        self.pending?.timer = system.setTimer(after: min(quiescence.minimum, rest), token)
    }

    private mutating func putInForce(on system: inout some System) {
        guard watches.allSatisfy({ $0.instances != nil }) else { return }
        let found = watches.map { PassingService(name: $0.name, instances: $0.instances ?? []) }
        guard found != services || !isKnown else { return }
        isKnown = true
        services = found
        isChanged = true
        system.noteChange()
    }
}

extension DiscoveryAnswers {
    /// The instances in an answer to `GET /v1/health/service/<name>`, by node and id; `nil` where the
    /// body is none.
    static func instances(_ body: [UInt8]) -> [PassingInstance]? {
        guard let entries = (try? JSONParser.parse(body))?.array else { return nil }
        var result: [PassingInstance] = []
        for entry in entries {
            guard let node = entry["Node"], let service = entry["Service"],
                let name = node["Node"]?.string, let id = service["ID"]?.string
            else { return nil }
            let own = service["Address"]?.string ?? ""
            result.append(
                PassingInstance(
                    id: id, node: name,
                    address: own.isEmpty ? node["Address"]?.string ?? "" : own,
                    port: service["Port"]?.int ?? 0,
                    tags: (service["Tags"]?.array ?? []).compactMap(\.string),
                    weight: max(service["Weights"]?["Passing"]?.int ?? 1, 1)))
        }
        return result.sorted { ($0.node, $0.id) < ($1.node, $1.id) }
    }
}
