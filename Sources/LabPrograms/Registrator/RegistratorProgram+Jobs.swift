import LabNetwork
import LabProgram

extension RegistratorProgram {
    /// Works out the requests that a job takes.
    mutating func begin(_ job: Job, on system: inout some System) {
        switch job {
        case .add(let id): add(id, isQuiet: false, on: &system)
        case .remove(let id, let exitCode): remove(id, exitCode: exitCode, on: &system)
        case .sync(let isQuiet): sync(isQuiet: isQuiet, on: &system)
        }
    }

    private mutating func add(_ id: String, isQuiet: Bool, on system: inout some System) {
        guard !known.contains(where: { $0.id == id }) else {
            return system.log(.info, "container, \(id.prefix(12)), already exists, ignoring")
        }
        let containers = system.containers()
        guard let container = containers.first(where: { $0.id == id }) else {
            return system.log(.warning, "unable to inspect container: \(id.prefix(12))")
        }
        let rules = RegistrationRules(configuration, on: system.host)
        for decision in rules.decisions(for: container, among: containers) {
            switch decision {
            case .registers(let service): calls.append(.register(service))
            case .ignores(let reason):
                if !isQuiet { system.log(.info, "ignored: \(id.prefix(12)) \(reason)") }
            }
        }
    }

    private mutating func remove(
        _ id: String, exitCode: Int32?, on system: inout some System
    ) {
        let index = known.firstIndex { $0.id == id }
        let isRemoved = removesServices(of: id, exitCode: exitCode, on: &system)
        guard let index else { return }
        let services = known.remove(at: index).services
        if isRemoved { calls += services.map(Call.deregister) }
    }

    /// Whether the services of a container that has ended are removed.
    private func removesServices(
        of id: String, exitCode: Int32?, on system: inout some System
    ) -> Bool {
        if configuration.deregistration == .always { return true }
        guard let container = system.containers().first(where: { $0.id == id }) else {
            system.log(.info, "container \(id.prefix(12)) was removed, no exit code")
            return true
        }
        guard container.state == .exited else {
            system.log(.info, "not removing container \(id.prefix(12)), still running")
            return false
        }
        // Codes from 128 on stand for signals.
        let code = container.exitCode ?? exitCode ?? 0
        return code == 0 || code & 128 != 0
    }

    private mutating func sync(isQuiet: Bool, on system: inout some System) {
        let running = system.containers().filter { $0.state != .exited }
        let removesDangling = configuration.removesDanglingServices && !configuration.isLegacy
        system.log(.info, "Syncing services on \(running.count) containers")
        let knownBefore = known
        if removesDangling { removeEnded(except: running, on: &system) }
        for container in known { calls += container.services.map(Call.registerAgain) }
        for container in running where !knownBefore.contains(where: { $0.id == container.id }) {
            add(container.id, isQuiet: isQuiet, on: &system)
        }
        if removesDangling, requests.canListServices { calls.append(.list) }
    }

    private mutating func removeEnded(
        except running: [Container], on system: inout some System
    ) {
        for container in known where !running.contains(where: { $0.id == container.id }) {
            system.log(.info, "stale: Removing service \(container.id) because it does not exist")
            remove(container.id, exitCode: nil, on: &system)
        }
    }

    // MARK: Requests

    /// The request of a call.
    func request(for call: Call) -> HTTPRequest {
        switch call {
        case .register(let service), .registerAgain(let service): requests.register(service)
        case .deregister(let service): requests.deregister(service)
        case .list: requests.listServices
        case .deregisterDangling(let id): requests.deregister(id: id)
        }
    }

    /// Takes the answer to a call.
    mutating func finish(
        _ call: Call, with answer: RegistryAnswer, on system: inout some System
    ) {
        switch (call, answer) {
        case (.register(let service), .accepted):
            remember(service)
            system.log(.info, "added: \(service.containerID.prefix(12)) \(service.id)")
        case (.register(let service), .refused(let reason)):
            system.log(.error, "register failed: \(service.id) \(reason)")
        case (.registerAgain, .accepted):
            break
        case (.registerAgain(let service), .refused(let reason)):
            system.log(.error, "sync register failed: \(service.id) \(reason)")
        case (.deregister(let service), .accepted):
            system.log(.info, "removed: \(service.containerID.prefix(12)) \(service.id)")
        case (.deregister(let service), .refused(let reason)):
            system.log(.error, "deregister failed: \(service.id) \(reason)")
        case (.list, .accepted(let body)):
            removeDangling(in: body, on: &system)
        case (.list, .refused(let reason)):
            system.log(.error, "cleanup failed: \(reason)")
        case (.deregisterDangling(let id), .accepted):
            system.log(.info, "\(id) removed")
        case (.deregisterDangling(let id), .refused(let reason)):
            system.log(.error, "deregister failed: \(id) \(reason)")
        }
    }

    private mutating func remember(_ service: RegisteredService) {
        if let index = known.firstIndex(where: { $0.id == service.containerID }) {
            known[index].services.append(service)
        } else {
            known.append(KnownContainer(id: service.containerID, services: [service]))
        }
    }

    private mutating func removeDangling(in body: [UInt8], on system: inout some System) {
        guard let services = (try? JSONParser.parse(body))?.object else {
            return system.log(.error, "cleanup failed: the answer can't be read")
        }
        let hostname = configuration.hostname ?? system.host.name
        for member in services.members {
            let id = member.value["ID"]?.string ?? member.name
            let name = member.value["Service"]?.string ?? ""
            guard let parsed = RegistrationID(id), parsed.hostname == hostname,
                !isKnown(service: name, container: parsed.containerName)
            else { continue }
            system.log(.info, "dangling: \(id)")
            calls.append(.deregisterDangling(id: id))
        }
    }

    private func isKnown(service: String, container: String) -> Bool {
        known.contains { known in
            known.services.contains { $0.name == service && $0.containerName == container }
        }
    }
}
