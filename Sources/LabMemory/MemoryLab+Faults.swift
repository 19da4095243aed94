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
        switch fault {
        case .pause(let units):
            for unit in units {
                for process in try processes(of: unit) where world.state(of: process) == .running {
                    world.pause(process)
                    injected.frozen.append(process)
                }
            }
        case .partition(let groups):
            injected.rules = [world.network.addPartition(groups: try groups.mapNumbers(self))]
        case .block(let from, let to, let reject):
            let receivers = try to.mapNumbers(self)
            let pairs = try from.mapNumbers(self).flatMap { a in receivers.map { (a, $0) } }
            injected.rules = [world.network.addBlock(pairs: pairs, rejects: reject)]
        case .degradeBetween(let a, let b, let conditions, let direction):
            let first = try a.mapNumbers(self)
            let second = try b.mapNumbers(self)
            if direction != .from {
                injected.rules.append(
                    world.network.addPath(from: first, to: second, conditions: conditions))
            }
            if direction != .to {
                injected.rules.append(
                    world.network.addPath(from: second, to: first, conditions: conditions))
            }
            replaceDegradation(between: a, b)
        case .unplug(let names, _), .degradeLink(let names, _, _), .skew(let names, _, _),
            .fillDisk(let names, _), .dns(let names, _, _, _):
            _ = try names.mapNumbers(self)
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

    /// A new degradation of a way replaces what was there.
    private func replaceDegradation(between a: [String], _ b: [String]) {
        for index in faults.indices {
            guard case .degradeBetween(a, b, _, _) = faults[index].fault else { continue }
            for rule in faults[index].rules { world.network.removeRule(rule) }
            faults[index].rules = []
        }
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
        world.network.setCarrier(true, host: host)
        for injected in faults {
            guard case .unplug(let names, let network) = injected.fault, names.contains(name)
            else { continue }
            let index = network.flatMap { name in
                topology.networks.firstIndex { $0.name == name }
            }
            world.network.setCarrier(false, host: host, network: index)
        }
    }

    private func renewConditions(of name: String) {
        guard let host = number(of: name) else { return }
        world.network.setConditions(nil, host: host, toHost: true, fromHost: true)
        for injected in faults {
            guard case .degradeLink(let names, let conditions, let direction) = injected.fault,
                names.contains(name)
            else { continue }
            world.network.setConditions(
                conditions, host: host, toHost: direction != .from, fromHost: direction != .to)
        }
    }

    private func renewSkew(of name: String) {
        guard let host = number(of: name) else { return }
        var offset = Interval.zero
        var drift: Int64 = 0
        for injected in faults {
            guard case .skew(let names, let newOffset, let newDrift) = injected.fault,
                names.contains(name)
            else { continue }
            offset = newOffset
            drift = newDrift
        }
        world.setSkew(of: host, offset: offset, driftPerBillion: drift)
    }

    private func renewDisk(of name: String) {
        guard let host = number(of: name) else { return }
        var left: Int64?
        for injected in faults {
            guard case .fillDisk(let names, let leave) = injected.fault, names.contains(name)
            else { continue }
            left = leave
        }
        world.fillDisk(of: host, leaving: left)
    }

    func renewDNSFault(of host: Int) {
        var active: DNSFault?
        for injected in faults {
            guard case .dns(let names, let answer, let delay, let match) = injected.fault,
                names.contains(hosts[host].definition.name)
            else { continue }
            let affected: DNSFault.Names =
                switch match {
                case nil: .all
                case .exactly(let name): .exactly(name)
                case .matching(let expression): .matching(expression)
                }
            active = DNSFault(
                answer: answer.flatMap { DNSFault.Answer(rawValue: $0.rawValue) },
                delay: delay ?? .zero, names: affected)
        }
        guard let process = discoveryProcess(on: host) else { return }
        _ = world.withProgram(of: process, as: DiscoveryAgent.self) { agent, _ in
            agent.setDNSFault(active)
        }
    }
}

extension [String] {
    /// The numbers of the hosts of these names.
    fileprivate func mapNumbers(_ lab: MemoryLab) throws(LabError) -> [Int] {
        var result: [Int] = []
        for name in self { result.append(try lab.requireHost(name)) }
        return result
    }
}

extension [[String]] {
    fileprivate func mapNumbers(_ lab: MemoryLab) throws(LabError) -> [[Int]] {
        var result: [[Int]] = []
        for group in self { result.append(try group.mapNumbers(lab)) }
        return result
    }
}
