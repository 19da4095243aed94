import LabNetwork
import LabProgram

// How the registrations of this agent get into the catalog (spec 7.4).
extension DiscoveryAgent {
    mutating func antiEntropyTimer(_ token: TimerToken, on system: inout some System) {
        switch AntiEntropy.TimerKind(rawValue: token.kind) {
        case .full:
            antiEntropy.fullTimer = nil
            beginFullRun(on: &system)
        case .deferredOutput: deferralEnded(token.value, on: &system)
        case nil: break
        }
    }

    /// Compares everything with the catalog, now or after the run under way.
    mutating func beginFullRun(on system: inout some System) {
        guard antiEntropy.stage == .idle else {
            antiEntropy.wantsFull = true
            return
        }
        antiEntropy.isFull = true
        antiEntropy.wantsFull = false
        let number = antiEntropy.begin(.reading)
        if isServer, canAnswerStale(at: system.now) {
            viewArrived(catalogView(ofNode: identity.name), for: number, on: &system)
        } else if isServer {
            // Nothing can be read yet; the first write will wait for a leader.
            viewArrived(CatalogView(node: nil), for: number, on: &system)
        } else if let server = servers.current {
            rpc.request(
                .registrations(node: identity.name), of: server.endpoint,
                for: .synchronisation(number), timeout: .seconds(30), on: &system)
        } else {
            synchronisationFailed(number, reason: APIError.noServers.message, on: &system)
        }
    }

    /// Writes what is known to differ, now or with the run under way.
    mutating func beginPartialRun(on system: inout some System) {
        guard phase == .running, !isRestoring else { return }
        // The run under way looks for further differences before it ends.
        guard antiEntropy.stage == .idle else { return }
        antiEntropy.isFull = false
        writeNext(on: &system)
    }

    /// Plans a comparison soon, because there is a new server or leader that may know nothing of
    /// this agent (Consul's `ServerUp`).
    mutating func serverAppeared(on system: inout some System) {
        guard phase == .running else { return }
        let pause = AntiEntropySchedule.pauseAfterServerJoined(members: memberCount, on: &system)
        // A server or leader that flaps must not put it off again and again.
        if antiEntropy.fullTimer != nil, antiEntropy.fullDue <= system.now + pause { return }
        scheduleFullRun(after: pause, on: &system)
    }

    private mutating func scheduleFullRun(
        after pause: Interval, on system: inout some System
    ) {
        if let timer = antiEntropy.fullTimer { system.cancelTimer(timer) }
        antiEntropy.fullDue = system.now + pause
        antiEntropy.fullTimer = system.setTimer(
            after: pause,
            TimerToken(scope: AntiEntropy.scope, kind: AntiEntropy.TimerKind.full.rawValue))
    }

    /// Compares with what the catalog shows.
    mutating func viewArrived(
        _ view: CatalogView?, for number: UInt64, on system: inout some System
    ) {
        guard antiEntropy.expects(number) else { return }
        guard let view else {
            synchronisationFailed(number, reason: "rpc error: malformed answer", on: &system)
            return
        }
        local.compare(
            with: view, node: ownNode,
            outputIsDeferred: configuration.checkUpdateInterval > .zero)
        writeNext(on: &system)
    }

    /// This agent's node as the catalog shall show it.
    var ownNode: CatalogNode {
        let address = identity.address.description
        let tagged = ["lan", "lan_ipv4", "wan", "wan_ipv4"].map { CatalogPair($0, address) }
        var meta = configuration.nodeMeta.filter { $0.key != "consul-network-segment" }
        meta.append(CatalogPair("consul-network-segment", ""))
        meta.sort { TextOrder.precedes($0.key, $1.key) }
        return CatalogNode(
            id: identity.idText, name: identity.name, address: address, taggedAddresses: tagged,
            meta: meta)
    }

    // MARK: - Writing

    private mutating func writeNext(on system: inout some System) {
        guard let step = local.nextStep() else {
            runSucceeded(on: &system)
            return
        }
        let number = antiEntropy.begin(.writing(step))
        let change = change(for: step)
        antiEntropy.written = nil
        if case .register(let registration) = change { antiEntropy.written = registration }
        if isServer {
            submit(
                OpenCommand(
                    change: change, purpose: .synchronisation(number), hops: 0,
                    deadline: system.now + configuration.holdTimeout), on: &system)
        } else if let server = servers.current {
            let command = StoreCommand(change, time: system.now).encoded()
            rpc.request(
                .command(command, hops: 0), of: server.endpoint, for: .synchronisation(number),
                timeout: .seconds(30), on: &system)
        } else {
            synchronisationFailed(number, reason: APIError.noServers.message, on: &system)
        }
    }

    private func change(for step: LocalState.Step) -> StoreCommand.Change {
        var registration = CatalogRegistration(node: ownNode)
        registration.skipsNodeUpdate = local.isNodeInSync
        switch step {
        case .register(let id):
            registration.service = local.service(id)?.service
            registration.checks = local.unsyncedChecks(of: id)
        case .registerCheck(let id): registration.checks = local.check(id).map { [$0.check] } ?? []
        case .registerNode: registration.skipsNodeUpdate = false
        case .deregister(let id):
            return .deregister(CatalogDeregistration(node: identity.name, serviceID: id))
        case .deregisterCheck(let id):
            return .deregister(CatalogDeregistration(node: identity.name, checkID: id))
        }
        return .register(registration)
    }

    /// Takes note that a difference was written, or why it could not be.
    mutating func written(
        _ number: UInt64, failure: String?, on system: inout some System
    ) {
        guard antiEntropy.expects(number), case .writing(let step) = antiEntropy.stage else {
            return
        }
        if let failure {
            synchronisationFailed(number, reason: failure, on: &system)
            return
        }
        switch step {
        case .register(let id):
            noteWritten()
            system.log(.info, "agent: Synced service: service=\(id)")
        case .registerCheck(let id):
            noteWritten()
            system.log(.info, "agent: Synced check: check=\(id)")
        case .registerNode: system.log(.info, "agent: Synced node info")
        case .deregister(let id):
            if local.services[id]?.isDeleted == true { local.forget(service: id) }
            system.log(.info, "agent: Deregistered service: service=\(id)")
        case .deregisterCheck(let id):
            if local.checks[id]?.isDeleted == true { local.checks[id] = nil }
            system.log(.info, "agent: Deregistered check: check=\(id)")
        }
        switch step {
        case .register, .registerCheck, .registerNode: local.isNodeInSync = true
        case .deregister, .deregisterCheck: break
        }
        writeNext(on: &system)
    }

    /// Marks what was written as in sync, save for what changed again in the meantime.
    private mutating func noteWritten() {
        guard let written = antiEntropy.written else { return }
        if let service = written.service, local.service(service.id)?.service == service {
            local.services.update(service.id) { $0.isInSync = true }
        }
        for check in written.checks where local.check(check.id)?.check == check {
            local.checks.update(check.id) { $0.isInSync = true }
        }
    }

    // MARK: - Ends

    private mutating func runSucceeded(on system: inout some System) {
        antiEntropy.stage = .idle
        answerWaiting(on: &system)
        // One that a server or leader that appeared meanwhile has caused is not put off: this run
        // may have compared with what that one does not know.
        if antiEntropy.isFull, antiEntropy.fullTimer == nil {
            let pause = AntiEntropySchedule.pauseAfterSuccess(members: memberCount, on: &system)
            scheduleFullRun(after: pause, on: &system)
        }
        if antiEntropy.wantsFull { beginFullRun(on: &system) }
    }

    /// Ends a run that could not read or write; what is not in sync waits for the next full one.
    mutating func synchronisationFailed(
        _ number: UInt64, reason: String, on system: inout some System
    ) {
        guard antiEntropy.expects(number) else { return }
        let isFull = antiEntropy.isFull
        antiEntropy.stage = .idle
        let what = isFull ? "remote state" : "changes"
        system.log(.error, "agent.anti_entropy: failed to sync \(what): error=\"\(reason)\"")
        answerWaiting(on: &system)
        if isFull, antiEntropy.fullTimer == nil {
            let pause = AntiEntropySchedule.pauseAfterFailure(members: memberCount, on: &system)
            scheduleFullRun(after: pause, on: &system)
        }
        if antiEntropy.wantsFull { beginFullRun(on: &system) }
    }

    /// Answers the clients of the HTTP API whose changes have been written, or could not be.
    private mutating func answerWaiting(on system: inout some System) {
        let waiting = antiEntropy.waiting
        antiEntropy.waiting = []
        for exchange in waiting { system.respond(.empty(), to: exchange) }
    }

    /// Answers a client once its change has been written, or could not be.
    mutating func answerAfterRun(_ exchange: ExchangeID, on system: inout some System) {
        if antiEntropy.stage == .idle {
            system.respond(.empty(), to: exchange)
        } else {
            antiEntropy.waiting.append(exchange)
        }
    }
}
