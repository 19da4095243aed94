import LabHost
import LabModel
import LabNetwork
import LabRunner

/// Faults, each with its end.
///
/// Where several are about the same thing, such as two degradations of a link, the newest holds
/// and the one before it comes back when that ends.
extension Supervisor {
    /// The faults in force, the oldest first.
    var activeFaults: [ActiveFault] { faults.map(\.fault) }

    /// The faults in force, for people.
    var faultsInForce: [FaultInForce] {
        faults.map {
            FaultInForce(
                id: $0.id.rawValue, description: $0.fault.words, since: $0.since, fault: $0.fault)
        }
    }

    func inject(_ fault: ActiveFault, owner: Int?) throws(LabError) -> FaultID {
        var injected = InjectedFault(
            id: FaultID(rawValue: nextFault), fault: fault, owner: owner, since: now)
        try check(fault)
        injected.rules = try addRules(for: fault)
        if case .pause(let units) = fault {
            for unit in units { try freeze(unit, for: &injected) }
        }
        for index in faults.indices where fault.takesPlace(of: faults[index].fault) {
            removeRules(faults[index].rules)
            faults[index].rules = []
        }
        nextFault += 1
        faults.append(injected)
        renewState(after: fault)
        changed()
        return injected.id
    }

    func heal(_ id: FaultID) {
        guard let index = faults.firstIndex(where: { $0.id == id }) else { return }
        let ended = faults.remove(at: index)
        removeRules(ended.rules)
        thaw(ended)
        renewState(after: ended.fault)
        changed()
    }

    /// Heals what a client has injected that has gone.
    func healFaults(of client: ControlClient) {
        for injected in faults where injected.owner == client.number { heal(injected.id) }
    }

    private func check(_ fault: ActiveFault) throws(LabError) {
        for name in fault.hosts { _ = try requireHost(name) }
        switch fault {
        case .skew where !maker.abilities.contains(.hasOwnClock):
            throw LabError(
                "hosts of the \(maker.backend) lab share the machine's clock: use memory or libvirt"
            )
        case .unplug(_, .some(let network)) where networks[network] == nil:
            throw LabError("there is no network \(network)")
        case .dns(let names, _, _, _):
            for name in names {
                let agent = try requireHost(name).discovery?.component
                guard let agent else { throw LabError("no discovery agent runs on \(name)") }
                guard agent.use == "builtin" else {
                    throw LabError(
                        "dns-fault works on the built-in discovery agent only; \(agent.name) on "
                            + "\(name) uses \(agent.use)")
                }
            }
        default: break
        }
    }

    private func addRules(for fault: ActiveFault) throws(LabError) -> [Int] {
        let numbers = Dictionary(uniqueKeysWithValues: hosts.map { ($0.name, $0.number) })
        let result = wires.withModel { model in
            Result<[Int], LabError> { () throws(LabError) in
                try model.addRules(for: fault) { name throws(LabError) in
                    guard let number = numbers[name] else {
                        throw LabError("there is no host \(name)")
                    }
                    return number
                }
            }
        }
        return try result.get()
    }

    private func removeRules(_ rules: [Int]) {
        guard !rules.isEmpty else { return }
        wires.withModel { model in
            for rule in rules { model.removeRule(rule) }
        }
    }

    private func freeze(_ unit: Unit, for fault: inout InjectedFault) throws(LabError) {
        var targets: [(host: SupervisedHost, process: String)] = []
        if case .host(let name) = unit {
            let host = try requireHost(name)
            if maker.abilities.contains(.freezesHosts) {
                if let frozen = freeze(host) { fault.frozenHosts.append(frozen) }
                return
            }
            targets = host.processes.map { (host, $0) }
        } else {
            targets = [try process(of: unit)]
        }
        fault.frozen += targets.compactMap { host, process in
            guard host.state(ofProcess: process) == .running else { return nil }
            host.order(.freeze(processes: [process], true))
            host.setState(.paused, ofProcess: process, since: now)
            changed(host)
            return InjectedFault.Frozen(
                host: host, process: process, starts: host.starts(ofProcess: process),
                hostStarts: host.starts)
        }
    }

    /// Lets all go on that a fault froze and that has ended.
    private func thaw(_ fault: InjectedFault) {
        for frozen in fault.frozen { thaw(frozen) }
        for frozen in fault.frozenHosts { thaw(frozen) }
    }

    /// Lets a process go on that a fault froze, unless it has been started anew since.
    private func thaw(_ frozen: InjectedFault.Frozen) {
        let host = frozen.host
        guard host.state(ofProcess: frozen.process) == .paused,
            host.starts(ofProcess: frozen.process) == frozen.starts,
            host.starts == frozen.hostStarts
        else { return }
        host.order(.freeze(processes: [frozen.process], false))
        host.setState(.running, ofProcess: frozen.process, since: now)
        changed(host)
    }

    // MARK: What holds on a host

    private func renewState(after fault: ActiveFault) {
        for name in Set(fault.hosts) {
            guard let host = host(named: name) else { continue }
            switch fault {
            case .unplug: renewCarrier(of: host)
            case .degradeLink: renewConditions(of: host)
            case .fillDisk: host.order(.limitDisk(leave: activeFaults.roomLeft(on: name)))
            case .dns: renewDNSFault(of: host)
            case .skew: if host.power == .on { renewClock(of: host) }
            case .pause, .partition, .block, .degradeBetween: break
            }
        }
    }

    func renewCarrier(of host: SupervisedHost) {
        let (faults, networks, name, number) = (activeFaults, networks, host.name, host.number)
        wires.withModel { model in
            model.renewCarrier(of: name, host: number, faults: faults) { networks[$0] }
        }
        showCarrier(of: host)
    }

    /// Lets a machine see which of its wires are plugged, as the wires themselves can't tell it.
    func showCarrier(of host: SupervisedHost) {
        guard maker.abilities.contains(.plugsWires), host.link != nil, let made = host.made
        else { return }
        let (maker, number) = (maker, host.number)
        let links = host.definition.attachments.map { networks[$0.network] }
        let carriers = wires.withModel { model in
            links.map { network in
                network.flatMap { model.port(ofHost: number, network: $0) }
                    .map { model.hasCarrier(port: $0) } ?? true
            }
        }
        for (wire, isOn) in zip(host.carriers.indices, carriers) where host.carriers[wire] != isOn {
            host.carriers[wire] = isOn
            run(
                on: [host],
                { () throws(LabError) in maker.setCarrier(of: made, wire: wire, isOn: isOn) })
        }
    }

    func renewConditions(of host: SupervisedHost) {
        let (faults, name, number) = (activeFaults, host.name, host.number)
        wires.withModel { $0.renewConditions(of: name, host: number, faults: faults) }
    }

    func renewDNSFault(of host: SupervisedHost) {
        let lie = activeFaults.dnsFault(on: host.name).map { fault in
            DNSLie(
                answer: fault.answer,
                delayMilliseconds: (fault.delay ?? .zero).nanoseconds / 1_000_000,
                match: fault.match)
        }
        // Agents tell the truth at first; what was never a lie need not be taken back.
        guard lie != nil || host.hasDNSFault else { return }
        host.hasDNSFault = lie != nil
        host.order(.dnsFault(lie))
    }

    /// Lets the faults be about the hosts that there are now; those about others are over.
    func renewFaults() {
        for injected in faults {
            removeRules(injected.rules)
            let isOver = injected.fault.hosts.contains { host(named: $0) == nil }
            let rules = isOver ? nil : try? addRules(for: injected.fault)
            if let rules, let index = faults.firstIndex(where: { $0.id == injected.id }) {
                faults[index].rules = rules
            } else {
                faults.removeAll { $0.id == injected.id }
                thaw(injected)
            }
        }
    }

    /// Puts what faults do to one host in force where the host is new.
    func renewFaults(on host: SupervisedHost) {
        renewCarrier(of: host)
        renewConditions(of: host)
    }
}
