import LabModel
import LabNetwork
import LabPrograms
import LabSimulation

/// The monitor's own programs: they write, wait and ask as users do.
extension InvariantMonitor {
    private static let watched = [
        "/v1/kv/\(WriterProgram.sharedKey)", "/v1/catalog/nodes",
    ]

    private static let mostWriters = 4

    /// The names under which the topology's services may be registered.
    private var serviceNames: [String] {
        lab.topology.services.flatMap { service in
            let name = service.environment.first { $0.name == "SERVICE_NAME" }?.value
            let own = name ?? service.name
            guard service.ports.count > 1 else { return [own] }
            return service.ports.map { "\(own)-\($0.exposed)" }
        }
    }

    private func isServer(_ host: HostDefinition) -> Bool {
        lab.topology.components.contains { component in
            guard component.role == .discovery, host.run.contains(component.name) else {
                return false
            }
            let servers = component.configuration["servers"]?.list ?? []
            return servers.contains { $0.text == host.name }
        }
    }

    /// Decides what is to run on which host.
    func prepareClients() {
        let agents = lab.topology.components.filter { $0.role == .discovery }.map(\.name)
        for host in lab.topology.hosts {
            guard host.run.contains(where: agents.contains),
                let number = world.host(named: host.name)
            else { continue }
            if !lab.topology.services.isEmpty {
                clients.append(Client(host: number, name: "resolver"))
            }
            let writers = clients.count { $0.name == "writer" }
            if writers < Self.mostWriters { clients.append(Client(host: number, name: "writer")) }
            guard isServer(host) else { continue }
            for target in Self.watched { clients.append(Client(host: number, name: target)) }
        }
    }

    /// Starts the monitor's programs on hosts that have power.
    func keepClientsRunning() {
        for index in clients.indices where world.isUp(clients[index].host) {
            if let process = clients[index].process, world.state(of: process) == .running {
                continue
            }
            clients[index].starts += 1
            let client = clients[index]
            let process: ProcessID
            switch client.name {
            case "resolver":
                process = world.spawn(
                    ResolverProgram(services: serviceNames), named: "invariant-resolver",
                    on: client.host)
                setRole(.resolver, of: process)
            case "writer":
                let name = "\(client.host)-\(client.starts)"
                process = world.spawn(
                    WriterProgram(name: name), named: "invariant-writer", on: client.host)
                setRole(.writer, of: process)
            default:
                process = world.spawn(
                    WatcherProgram(target: client.name), named: "invariant-watcher",
                    on: client.host)
                setRole(.watcher, of: process)
            }
            clients[index].process = process
        }
    }

    private func host(of process: ProcessID) -> String? {
        clients.last { $0.process == process }.map { lab.topology.hosts[$0.host].name }
    }

    // MARK: - Writes

    func collectWrites(of process: ProcessID) {
        let outcomes = world.withProgram(of: process, as: WriterProgram.self) { program, _ in
            program.takeOutcomes()
        }
        for outcome in outcomes ?? [] {
            switch outcome {
            case .acknowledged(let fact): durability.acknowledged(fact)
            case .withdrawn(let fact): durability.withdrawn(fact)
            case .deregistered(let node): deregistration.deregistered(node: node)
            }
        }
    }

    // MARK: - Waits

    func collectQueries(of process: ProcessID) {
        let finished = world.withProgram(of: process, as: WatcherProgram.self) { program, _ in
            program.takeFinished()
        }
        guard let finished, !finished.isEmpty, let host = host(of: process),
            let place = currentRun(on: host)
        else { return }
        let now = lab.now
        for query in finished {
            // What is beyond this server's own state came from another one, which it had asked
            // because it had not heard of a leader since its start.
            guard query.index <= runs[place].lastApplied else { continue }
            indexMonotony.answered(
                query.client, by: runs[place].process.rawValue, index: query.index, at: now,
                &report)
            guard query.given > 0 else { continue }
            let wasFrozen =
                !Disturbances.isOver(disturbances.lastFreeze, for: query.wait * 2, at: now)
                || runs[place].startedAt > query.askedAt - .seconds(10)
            blockingContract.returned(query, wasFrozen: wasFrozen, at: now, &report)
        }
    }

    /// Makes sure that nobody waits for a change of the shared key that is there.
    func watchWaiters() {
        let now = lab.now
        guard Disturbances.isOver(disturbances.lastFreeze, for: .seconds(1), at: now) else {
            return
        }
        for client in clients where client.name == Self.watched[0] {
            let host = lab.topology.hosts[client.host].name
            guard let process = client.process, world.state(of: process) == .running,
                let place = currentRun(on: host)
            else { continue }
            let waiter = world.withProgram(of: process, as: WatcherProgram.self) { program, _ in
                (given: program.index, askedAt: program.askedAt)
            }
            guard let waiter, waiter.given > 0, let askedAt = waiter.askedAt else { continue }
            blockingContract.waits(
                "\(host) \(client.name)", given: waiter.given, changed: runs[place].shared.index,
                since: max(askedAt, runs[place].shared.since), at: now, &report)
        }
    }

    // MARK: - Names

    func collectAnswers(of process: ProcessID) {
        let answers = world.withProgram(of: process, as: ResolverProgram.self) { program, _ in
            program.takeAnswers()
        }
        guard let answers, !answers.isEmpty, let host = host(of: process) else { return }
        for answer in answers {
            lastAnswers[host, default: [:]][answer.service] = answer
            judge(answer, at: host)
        }
    }

    private func judge(_ answer: ServiceAnswer, at host: String) {
        let now = lab.now
        guard Disturbances.isOver(disturbances.lastLie, for: .seconds(10), at: now),
            let place = currentRun(on: host),
            !runs[place].isRestart || now - runs[place].startedAt > .seconds(10)
        else { return }
        let isServer = runs[place].isServer
        if isServer {
            serviceAnswers.answered(
                answer, by: runs[place].history, lag: .milliseconds(100), at: now, &report)
        }
        // A server that was cut off for long is no part of the consensus until it has rejoined.
        let bounds = MembershipBounds()
        let members = runs[place].views.count
        let rejoined = bounds.detection(members: members) + bounds.convergence(members: members)
        guard Disturbances.isOver(disturbances.lastImpairment, for: rejoined, at: now),
            let leader, let since = runs[leader].establishedAt, now - since > .seconds(5),
            isServer || areServersCaughtUp
        else { return }
        serviceAnswers.answered(
            answer, by: runs[leader].history, lag: .seconds(1), at: now, &report)
        judgeDead(answer, at: place)
    }

    /// Whether no server has begun so lately that it may answer a client agent out of a state that
    /// it is still reading back from its log.
    private var areServersCaughtUp: Bool {
        runningAgents.allSatisfy { place in
            !runs[place].isServer || !runs[place].isRestart
                || lab.now - runs[place].startedAt > .seconds(10)
        }
    }

    /// Makes sure that hosts are not listed whose agents have long been gone: detected, and marked
    /// by the leader at its next look at all members, which comes every minute.
    private func judgeDead(_ answer: ServiceAnswer, at place: Int) {
        let now = lab.now
        let bound =
            MembershipBounds().detection(members: runs[place].views.count) + .seconds(65)
        guard Disturbances.isOver(disturbances.lastImpairment, for: bound, at: now) else { return }
        for host in lab.topology.hosts {
            guard let death = deaths[host.name] else { continue }
            serviceAnswers.listsDead(
                answer, address: "\(host.address)", isLate: now - death > bound, at: now, &report)
        }
    }
}
