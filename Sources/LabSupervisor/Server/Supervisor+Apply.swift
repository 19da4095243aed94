import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabRunner

/// The lab becomes what a drawing says.
extension Supervisor {
    /// How long a component may take to end in order when the drawing changes.
    private static let stopLimit = Interval.seconds(15)

    /// Ends what a new drawing does not have or has otherwise; what it adds is there without power.
    func apply(_ wanted: Topology, _ reply: Reply) throws(LabError) {
        try check(wanted)
        let plan = TopologyPlan(from: topology, to: wanted, tainted: Set(information.tainted))
        isChanging = true
        var left = 1
        let step = { [unowned self] in
            left -= 1
            if left == 0 { finishChange(reply.done) }
        }
        let old = hosts
        maker.prepare(for: wanted)
        topology = wanted
        renewNetworks(of: wanted, anew: plan.changes.contains(where: \.isAboutLab))
        var remade: Set<String> = []
        for change in plan.changes {
            switch change {
            case .destroyHost(let host), .remakeHost(let host, _):
                guard let leaving = old.first(where: { $0.name == host.name }) else { continue }
                remade.insert(host.name)
                left += 1
                remove(leaving, then: step)
            case .stopComponent(let name, let host), .restartComponent(let name, let host, _):
                guard let host = old.first(where: { $0.name == host }) else { continue }
                left += 1
                end(name, on: host, then: step)
            case .removeInstances(let service, let name, _):
                for host in old where name == nil || host.name == name {
                    for run in host.instances where run.service.name == service {
                        left += 1
                        end(run.name, on: host, then: step)
                    }
                }
            case .remakeLab, .createHost, .startComponent, .startInstance: break
            }
        }
        let kept = old.filter { !remade.contains($0.name) }
        hosts = wanted.hosts.map { definition in
            kept.first { $0.name == definition.name } ?? addHost(definition, in: wanted)
        }
        for host in kept {
            host.redraw(in: wanted)
            // A host that stays must know those that come.
            if host.power == .on { configure(host) }
        }
        renewLongWays()
        renewFaults()
        for host in hosts { renewFaults(on: host) }
        information.topology = wanted
        information.tainted = []
        renewPublications()
        tell(.note(.topology(wanted)))
        for host in old where self.host(named: host.name) == nil {
            changedUnits[host.name] = []
        }
        changed()
        for host in hosts { changed(host) }
        step()
    }

    /// Everything must become processes before anything that is there is ended.
    private func check(_ wanted: Topology) throws(LabError) {
        guard Set(wanted.hosts.map(\.name)).count == wanted.hosts.count else {
            throw LabError("two hosts have one name")
        }
        for host in wanted.hosts {
            for attachment in host.attachments
            where !wanted.networks.contains(where: { $0.name == attachment.network }) {
                throw LabError("host \(host.name): there is no network \(attachment.network)")
            }
            for name in host.run {
                guard let component = wanted.component(named: name) else {
                    throw LabError("host \(host.name): there is no component \(name)")
                }
                _ = try ComponentPlan.process(
                    for: ComponentContext(component: component, host: host, topology: wanted))
            }
        }
    }

    /// Answers that a change is over, and does what waited for that.
    func finishChange(_ answer: () -> Void) {
        isChanging = false
        for host in hosts { changed(host) }
        answer()
        let requests = waiting
        waiting = []
        perform(requests)
    }

    // MARK: Hosts

    private func addHost(_ definition: HostDefinition, in topology: Topology) -> SupervisedHost {
        let networks = networks
        let number = wires.withModel { model in
            let number = model.addHost()
            for attachment in definition.attachments {
                guard let network = networks[attachment.network] else { continue }
                model.attach(host: number, to: network, address: attachment.address)
            }
            return number
        }
        return SupervisedHost(definition, number: number, in: topology)
    }

    /// Takes a host out of the lab, with all that it kept.
    private func remove(_ host: SupervisedHost, then: @escaping () -> Void) {
        leavingHosts[host.number] = host
        traffic.removeAll { $0.host === host }
        logs.forget(host: host.name)
        let number = host.number
        // Its addresses may be another host's at once.
        wires.detach(host: number)
        wires.withModel { $0.detach(host: number) }
        cutPower(of: host) { [unowned self] in
            whenWiped[number] = { [unowned self] in
                leavingHosts[number] = nil
                then()
            }
            let (maker, name) = (maker, host.name)
            work {
                maker.wipe(host: name)
                return .wiped(host: number)
            }
        }
    }

    /// Ends a process in its order and forgets it.
    private func end(_ process: String, on host: SupervisedHost, then: @escaping () -> Void) {
        guard let state = host.state(ofProcess: process) else { return then() }
        let forget = { [unowned self, unowned host] in
            host.order(.remove(process: process))
            host.forget(process: process)
            changed(host)
            then()
        }
        guard state.isAlive, host.power == .on else { return forget() }
        var isDone = false
        host.whenEnded.append(
            (
                process,
                {
                    if !isDone { forget() }
                    isDone = true
                }
            ))
        host.order(.stop(process: process))
        loop.after(Supervisor.stopLimit) { [weak host] in
            if !isDone { host?.order(.signal(process: process, signal: "SIGKILL")) }
        }
    }

    func taint(_ name: String) throws(LabError) {
        _ = try requireHost(name)
        if !information.tainted.contains(name) { information.tainted.append(name) }
    }

    // MARK: Wires

    private func renewNetworks(of topology: Topology, anew: Bool) {
        if !anew && !networks.isEmpty { return }
        networks = [:]
        for network in topology.networks {
            networks[network.name] = wires.withModel {
                $0.addNetwork(subnet: network.subnet, link: network.link)
            }
        }
    }

    private func renewLongWays() {
        let numbers = Dictionary(uniqueKeysWithValues: hosts.map { ($0.name, $0.number) })
        let (old, networks, drawn) = (longWays, networks, topology?.networks ?? [])
        longWays = wires.withModel { model in
            for rule in old { model.removeRule(rule) }
            var rules: [Int] = []
            for network in drawn {
                for way in network.between {
                    let a = way.a.compactMap { numbers[$0] }
                    let b = way.b.compactMap { numbers[$0] }
                    for (from, to) in [(a, b), (b, a)] {
                        rules.append(
                            model.addPath(
                                from: from, to: to, conditions: way.link,
                                network: networks[network.name]))
                    }
                }
            }
            return rules
        }
    }
}

extension TopologyPlan.Change {
    fileprivate var isAboutLab: Bool { if case .remakeLab = self { true } else { false } }
}

extension SupervisedHost {
    /// Makes the host what the drawing says where that needs no other host.
    fileprivate func redraw(in topology: Topology) {
        guard let drawn = topology.host(named: name) else { return }
        definition = drawn
        components = drawn.run.compactMap { topology.component(named: $0) }.map { component in
            var run =
                components.first { $0.component.name == component.name }
                ?? ComponentRun(component: component)
            run.component = component
            return run
        }
        for index in instances.indices {
            guard let service = topology.service(named: instances[index].service.name) else {
                continue
            }
            instances[index].service = service
        }
    }

    /// Forgets a process that has ended.
    fileprivate func forget(process: String) {
        instances.removeAll { $0.name == process }
        for index in components.indices where components[index].component.name == process {
            components[index].state = nil
            components[index].starts = 0
        }
    }
}
