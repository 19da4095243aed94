import LabNetwork
import LabProgram

extension BalancerProgram {
    /// Begins to follow what the configuration names.
    mutating func follow(on system: inout some System) {
        if let routing = configuration.hostRouting {
            let domain = routing.domain
            system.log(.info, "following all services for hosts <service>.\(domain)")
            catalog = DiscoveryWatch(
                agent: configuration.agent, path: "/v1/catalog/services",
                token: TimerToken(scope: 0, kind: TimerKind.catalog))
            catalog?.ask(on: &system)
        }
        followServices(on: &system)
    }

    /// Takes an answer of the discovery agent.
    mutating func update(
        _ result: Result<HTTPResponse, HTTPFailure>, of exchange: ExchangeID,
        on system: inout some System
    ) {
        if let index = watches.firstIndex(where: { $0.query.exchange == exchange }) {
            let servers = watches[index].query.receive(
                result, on: &system, decode: DiscoveryAnswers.servers)
            guard let servers, servers != watches[index].servers else { return }
            watches[index].servers = servers
            reloadSoon(on: &system)
        } else if catalog?.exchange == exchange {
            let names = catalog?.receive(
                result, on: &system, decode: DiscoveryAnswers.serviceNames)
            guard let names, names != catalogNames else { return }
            catalogNames = names
            followServices(on: &system)
        }
    }

    /// Follows just those services that are needed.
    private mutating func followServices(on system: inout some System) {
        var names = catalogNames ?? []
        if case .service(let name) = configuration.destination, !names.contains(name) {
            names.append(name)
            names.sort()
        }
        var kept: [ServiceWatch] = []
        for var watch in watches {
            if names.contains(watch.name) {
                kept.append(watch)
            } else {
                watch.query.stop(on: &system)
            }
        }
        for name in names where !kept.contains(where: { $0.name == name }) {
            var watch = newWatch(of: name)
            watch.query.ask(on: &system)
            kept.append(watch)
        }
        watches = kept.sorted { $0.name < $1.name }
        reloadSoon(on: &system)
    }

    private mutating func newWatch(of service: String) -> ServiceWatch {
        nextWatchID += 1
        let query = DiscoveryWatch(
            agent: configuration.agent,
            path: "/v1/health/service/\(service.percentEncodedForPath)?passing",
            token: TimerToken(scope: 0, kind: TimerKind.service, value: nextWatchID))
        return ServiceWatch(id: nextWatchID, name: service, query: query)
    }

    /// Whether everything that is followed has been answered once; nothing is put in force before.
    private var isComplete: Bool {
        if catalog != nil, catalogNames == nil { return false }
        return watches.allSatisfy { $0.servers != nil }
    }

    /// Puts a change in force, at once or when no further ones have come for a while.
    private mutating func reloadSoon(on system: inout some System) {
        guard isComplete else { return }
        guard let quiescence = configuration.quiescence, generation > 0 else {
            return reload(on: &system)
        }
        let token = TimerToken(scope: 0, kind: TimerKind.reload)
        guard let pending = pendingReload else {
            let timer = system.setTimer(after: quiescence.minimum, token)
            pendingReload = PendingReload(timer: timer, latest: system.now + quiescence.maximum)
            return
        }
        system.cancelTimer(pending.timer)
        let rest = max(pending.latest - system.now, .zero)
        pendingReload?.timer = system.setTimer(after: min(quiescence.minimum, rest), token)
    }

    /// Puts in force what is known: every upstream begins anew, as in a worker that starts.
    mutating func reload(on system: inout some System) {
        guard isComplete else { return }
        let rules = ServerGroup.Rules(
            method: configuration.method,
            maxFails: configuration.personality == .nginx ? configuration.maxFails : 0,
            failTimeout: configuration.failTimeout)
        generation += 1
        upstreams = watches.map { Upstream(name: $0.name, $0.servers ?? [], rules: rules) }
        hostRoutes = []
        if let routing = configuration.hostRouting {
            hostRoutes = upstreams.indices.compactMap { index in
                catalogNames?.contains(upstreams[index].name) == true
                    ? HostRoute(
                        service: upstreams[index].name, domain: routing.domain, upstream: index)
                    : nil
            }
        }
        switch configuration.destination {
        case .service(let name):
            defaultUpstream = upstreams.firstIndex { $0.name == name }
        case .servers(let servers):
            defaultUpstream = upstreams.count
            upstreams.append(Upstream(name: "servers", servers, rules: rules))
        case nil:
            defaultUpstream = nil
        }
        let inForce = upstreams
        system.log(.info, inForce.map(\.description).joined(separator: "; "))
        system.noteChange()
    }
}

extension Upstream: CustomStringConvertible {
    /// The name and the servers.
    var description: String {
        let servers = (0..<count).map { endpoint($0).description }
        return "\(name): " + (servers.isEmpty ? "no servers" : servers.joined(separator: " "))
    }
}
