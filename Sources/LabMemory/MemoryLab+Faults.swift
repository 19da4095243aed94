// The protocol says what each of these does.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import LabSimulation

/// Faults, each with its end.
///
/// Where several are about the same thing, such as two degradations of a link, the newest holds
/// and the one before it comes back when that ends.
extension MemoryLab {
    public func inject(_ fault: ActiveFault) throws(LabError) -> FaultID {
        var injected = InjectedFault(id: FaultID(rawValue: nextFault), fault: fault)
        injected.rules = try world.network.addRules(for: fault) { name throws(LabError) in
            try requireHost(name)
        }
        if case .pause(let units) = fault {
            for unit in units {
                for process in try processes(of: unit) where world.state(of: process) == .running {
                    world.pause(process)
                    injected.frozen.append(process)
                }
            }
        } else {
            for name in fault.hosts { _ = try requireHost(name) }
        }
        for index in faults.indices where fault.takesPlace(of: faults[index].fault) {
            for rule in faults[index].rules { world.network.removeRule(rule) }
            faults[index].rules = []
        }
        nextFault += 1
        faults.append(injected)
        world.record("inject \(fault)")
        renewState(after: fault)
        return injected.id
    }

    public func heal(_ id: FaultID) {
        guard let index = faults.firstIndex(where: { $0.id == id }) else { return }
        let ended = faults.remove(at: index)
        world.record("heal \(ended.fault)")
        for rule in ended.rules { world.network.removeRule(rule) }
        for process in ended.frozen { world.resume(process) }
        renewState(after: ended.fault)
    }

    private func renewState(after fault: ActiveFault) {
        switch fault {
        case .unplug(let names, _): for name in names { renewCarrier(of: name) }
        case .degradeLink(let names, _, _): for name in names { renewConditions(of: name) }
        case .skew(let names, _, _): for name in names { renewSkew(of: name) }
        case .fillDisk(let names, _): for name in names { renewDisk(of: name) }
        case .dns(let names, _, _, _):
            for name in names { if let number = number(of: name) { renewDNSFault(of: number) } }
        case .pause, .partition, .block, .degradeBetween: break
        }
    }

    private func renewCarrier(of name: String) {
        guard let host = number(of: name) else { return }
        world.network.renewCarrier(of: name, host: host, faults: activeFaults) { network in
            topology.networks.firstIndex { $0.name == network }
        }
    }

    private func renewConditions(of name: String) {
        guard let host = number(of: name) else { return }
        world.network.renewConditions(of: name, host: host, faults: activeFaults)
    }

    private func renewSkew(of name: String) {
        guard let host = number(of: name) else { return }
        let skew = activeFaults.skew(of: name)
        world.setSkew(of: host, offset: skew.offset, driftPerBillion: skew.driftPerBillion)
    }

    private func renewDisk(of name: String) {
        guard let host = number(of: name) else { return }
        world.fillDisk(of: host, leaving: activeFaults.roomLeft(on: name))
    }

    func renewDNSFault(of host: Int) {
        let active = activeFaults.dnsFault(on: hosts[host].definition.name).map { fault in
            let affected: DNSFault.Names =
                switch fault.match {
                case nil: .all
                case .exactly(let name): .exactly(name)
                case .matching(let expression): .matching(expression)
                }
            return DNSFault(
                answer: fault.answer.flatMap { DNSFault.Answer(rawValue: $0.rawValue) },
                delay: fault.delay ?? .zero, names: affected)
        }
        guard let process = discoveryProcess(on: host) else { return }
        _ = world.withProgram(of: process, as: DiscoveryAgent.self) { agent, _ in
            agent.setDNSFault(active)
        }
    }
}
