import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// What clients ask.
extension Supervisor {
    func perform(_ request: ControlRequest, for client: ControlClient) {
        if isEnding && !request.order.isDestroy {
            return answer(client, request.number, .failure(LabError("the lab is ending")))
        }
        if isChanging && request.order.waitsForChanges {
            waiting.append((client, request))
            return
        }
        if let name = request.order.host, let host = host(named: name), host.power == .starting {
            host.held.append((client, request))
            return
        }
        do throws(LabError) {
            let reply = Reply { [weak self, weak client] result in
                if let client { self?.answer(client, request.number, result) }
            }
            if let value = try begin(request.order, for: client, reply) {
                answer(client, request.number, .success(value))
            }
        } catch {
            answer(client, request.number, .failure(error))
        }
    }

    /// Does requests that had to wait.
    func perform(_ requests: [(client: ControlClient, request: ControlRequest)]) {
        for (client, request) in requests where client.socket.isOpen {
            perform(request, for: client)
        }
    }

    /// Does what is asked, or begins to.
    ///
    /// - Returns: what it gives; `nil` where the reply is used later.
    private func begin(
        _ order: ControlOrder, for client: ControlClient, _ reply: Reply
    ) throws(LabError) -> ControlValue? {
        switch order {
        case .keep:
            client.holdsLease = false
            return .done
        case .information: return .information(described)
        case .apply(let topology):
            try apply(topology, reply)
            return nil
        case .syncDisks:
            syncDisks(reply)
            return nil
        case .saveHosts:
            try saveHosts(reply)
            return nil
        case .taint(let host):
            try taint(host)
            return .done
        case .destroy:
            whenDestroyed.append(reply)
            endLab()
            return nil
        case .start(let unit): try start(unit)
        case .deploy(let service, let host, let count, let environment):
            try deploy(service, on: host, count: count, environment: environment)
        case .stop(let unit): try stop(unit)
        case .kill(let unit, let signal):
            try kill(unit, signal: signal, reply)
            return nil
        case .leave(let host): try leave(host: host)
        case .inject(let fault, let outlivesClient):
            let id = try inject(fault, owner: outlivesClient ? nil : client.number)
            whenInForce(id, on: fault.hosts, reply)
            return nil
        case .heal(let id):
            let healed = faults.first { $0.id == id }
            heal(id)
            whenOver(healed.map { [$0] } ?? [], reply, .done)
            return nil
        case .healAll:
            let (healed, told) = (faults, faultsInForce)
            for fault in healed { heal(fault.id) }
            whenOver(healed, reply, .faults(told))
            return nil
        case .faults: return .faults(faultsInForce)
        default:
            return try beginClientOrder(order, for: client, reply)
        }
        return .done
    }

    /// Answers once the backend has done its part of a fault, or has refused it.
    private func whenInForce(_ fault: FaultID, on names: [String], _ reply: Reply) {
        whenIdle(hosts(named: names)) { [unowned self] in
            reply.answer(
                refusals.removeValue(forKey: fault).map { .failure($0) } ?? .success(.fault(fault)))
        }
    }

    /// Answers once the backend has taken back its part of faults.
    private func whenOver(_ healed: [InjectedFault], _ reply: Reply, _ value: ControlValue) {
        whenIdle(hosts(named: healed.flatMap(\.fault.hosts))) { reply.answer(.success(value)) }
    }

    private func beginClientOrder(
        _ order: ControlOrder, for client: ControlClient, _ reply: Reply
    ) throws(LabError) -> ControlValue? {
        switch order {
        case .probe(let id, let question, let host):
            try ask(question, from: host, for: client, id)
        case .forget(let id): forget(id, of: client)
        case .startTraffic(let plan, let host): try startTraffic(plan, from: host, for: client)
        case .trafficStatistics(let name):
            trafficStatistics(named: name, of: client, reply)
            return nil
        case .leaderships: return .leaderships(leaderships)
        case .log(let unit): return .log(log(of: unit))
        case .follow(let units, let tail): follow(units, tail: tail, client)
        case .unfollow: client.followed = nil
        case .execute(let number, let command, let host):
            try execute(command, on: host, number, client)
        case .resize(let number, let rows, let columns):
            if let stream = client.commands[number] {
                stream.host.order(.resize(stream.number, rows: rows, columns: columns))
            }
        case .endInput(let number): client.commands[number]?.send([])
        case .abandon(let number): client.commands.removeValue(forKey: number)?.abandon()
        case .publish(let publication): try publish(publication, client.socket.takePassed())
        case .capture(let number, let host, let network):
            let descriptor = client.socket.takePassed()
            try capture(number, host: host, network: network, to: descriptor, client)
        case .endCapture(let number):
            endCapture(number, of: client, reply)
            return nil
        default: break
        }
        return .done
    }
}

/// How a request is answered later.
struct Reply {
    /// Answers it.
    let answer: (Result<ControlValue, LabError>) -> Void

    init(_ answer: @escaping (Result<ControlValue, LabError>) -> Void) { self.answer = answer }

    /// Says that it is done.
    func done() { answer(.success(.done)) }
}
