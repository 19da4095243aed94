import LabNetwork
import LabProgram

/// An HTTP load balancer that follows the instances of services in the discovery service: what
/// nginx or haproxy and consul-template do together.
public struct BalancerProgram: Program {
    /// What a timer is for.
    enum TimerKind {
        static let service: UInt8 = 1
        static let catalog: UInt8 = 2
        static let reload: UInt8 = 3
        static let reconnect: UInt8 = 4
    }

    /// A change that waits for further ones.
    struct PendingReload {
        var timer: TimerID
        var latest: Instant
    }

    /// A request that waits until its connection is tried again.
    struct Reconnection {
        var attempt: ProxyAttempt
        var timer: TimerID
    }

    /// How it works.
    public let configuration: BalancerConfiguration
    let pages = BalancerPages()

    /// The services that are followed, by name.
    var watches: [ServiceWatch] = []
    var nextWatchID: UInt64 = 0
    /// Follows the names of all services, where hosts name them.
    var catalog: DiscoveryWatch?
    /// The names of all services, sorted; `nil` until the first answer.
    var catalogNames: [String]?
    var pendingReload: PendingReload?

    /// How often the configuration has been put in force.
    var generation = 0
    var upstreams: [Upstream] = []
    var hostRoutes: [HostRoute] = []
    var defaultUpstream: Int?

    /// The requests that servers have not answered, by the exchange with the server.
    var attempts: [ExchangeID: ProxyAttempt] = [:]
    /// The exchanges with servers by those with clients.
    var exchanges: [ExchangeID: ExchangeID] = [:]
    /// The requests that wait for another connection, by the exchange with the client.
    var reconnections: [ExchangeID: Reconnection] = [:]
    /// The last choice of a server; for observers.
    public internal(set) var lastChoice: BalancerChoice?
    /// How many requests servers have failed; for observers.
    public internal(set) var failureCount = 0
    /// The last client's address as text.
    var lastClient: (address: IPv4Address, text: String) = (.any, "0.0.0.0")

    /// The servers of each upstream in force, by the service's name; for observers.
    public var servers: [(service: String, endpoints: [Endpoint])] {
        upstreams.map { upstream in
            (upstream.name, (0..<upstream.count).map { upstream.endpoint($0) })
        }
    }

    /// Makes a load balancer that knows no servers yet.
    public init(configuration: BalancerConfiguration) { self.configuration = configuration }

    /// Reacts to one event.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .request(let client, let request, _, let source):
            accept(request, from: source, client: client, on: &system)
        case .response(let exchange, let result):
            receive(result, of: exchange, on: &system)
        case .requestAbandoned(let client):
            abandon(client, on: &system)
        case .timer(let token):
            runOut(token, on: &system)
        case .started:
            start(on: &system)
        case .stopRequested:
            system.exit(code: 0)
        default:
            break
        }
    }

    private mutating func start(on system: inout some System) {
        do {
            try system.serveHTTP(port: configuration.port)
        } catch {
            system.log(.error, "can't serve port \(configuration.port): \(error)")
            return system.exit(code: 1)
        }
        follow(on: &system)
    }

    private mutating func runOut(_ token: TimerToken, on system: inout some System) {
        switch token.kind {
        case TimerKind.service:
            guard let index = watches.firstIndex(where: { $0.id == token.value }) else { return }
            watches[index].query.ask(on: &system)
        case TimerKind.catalog:
            catalog?.ask(on: &system)
        case TimerKind.reload:
            pendingReload = nil
            reload(on: &system)
        case TimerKind.reconnect:
            reconnect(ExchangeID(rawValue: token.value), on: &system)
        default:
            break
        }
    }
}
