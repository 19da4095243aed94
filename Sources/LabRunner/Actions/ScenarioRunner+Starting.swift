import LabModel
import LabNetwork

extension ScenarioRunner {
    /// Powers hosts on, starts components, and starts instances.
    ///
    /// A service's name starts `count` more instances (one where it is not said) on each host of
    /// `on`; without `on` on the service's own hosts, else on every host that runs a registrator.
    /// `host/service` starts those that are down again, or a first one. Containers that exist but
    /// do not run are started before new ones are made, unless an environment is given.
    func start(_ placed: PlacedAction) throws(Halt) -> String {
        guard case .start(let targets, let on, let count, let environment) = placed.action else {
            return ""
        }
        var words: [String] = []
        for target in targets {
            if let service = service(named: target) {
                let hosts = on.isEmpty ? try homes(of: service, placed) : try findHosts(on, placed)
                for host in hosts {
                    try startMore(service.name, on: host, count ?? 1, environment, placed)
                }
                let number = count.map { "\($0) " } ?? ""
                let place = on.isEmpty ? hosts.joined(separator: " ") : on.words(resolved: hosts)
                words.append("\(number)\(service.name) on \(place)")
            } else if let (places, service) = servicePart(target) {
                let hosts = try findHosts([places], placed)
                for host in hosts {
                    try startSome(service, on: host, count, environment, placed)
                }
                words.append([target].words(resolved: hosts))
            } else {
                let units = try findUnits([target], placed) { _, _ in true }
                for unit in units { try startUnit(unit, placed) }
                words.append([target].words(resolved: units.map(\.description)))
            }
        }
        return "start " + words.joined(separator: ", ")
    }

    private func service(named target: Target) -> ServiceDefinition? {
        guard case .name(let name) = target, lab.topology.host(named: name) == nil,
            lab.topology.component(named: name) == nil
        else { return nil }
        return lab.topology.service(named: name)
    }

    private func servicePart(_ target: Target) -> (hosts: Target, service: String)? {
        guard case .part(let host, let name, nil) = target,
            lab.topology.component(named: name) == nil,
            lab.topology.service(named: name) != nil
        else { return nil }
        return (host, name)
    }

    /// Where a service is started when nobody says where.
    private func homes(
        of service: ServiceDefinition, _ placed: PlacedAction
    ) throws(Halt) -> [String] {
        if !service.on.isEmpty { return service.on }
        let registrators = lab.topology.components.filter { $0.role == .registrator }.map(\.name)
        let hosts = lab.topology.hosts.filter { host in
            host.run.contains(where: registrators.contains)
        }
        guard !hosts.isEmpty else {
            throw .stepFailed([
                report(on: placed, "say where to start \(service.name): add `on: HOST`")
            ])
        }
        return hosts.map(\.name)
    }

    private func startMore(
        _ service: String, on host: String, _ count: Int,
        _ environment: [ServiceDefinition.Variable], _ placed: PlacedAction
    ) throws(Halt) {
        try awaitHost(host, placed)
        var missing = count
        if environment.isEmpty {
            let view = LabView(lab)
            let ended = view.instances(of: service, on: host).filter { !view.isAlive($0.unit) }
            for status in ended.prefix(count) {
                try attempt("start \(status.unit)") { () throws(LabError) in
                    try lab.start(status.unit)
                }
                missing -= 1
            }
        }
        guard missing > 0 else { return }
        try attempt("start \(service) on \(host)") { () throws(LabError) in
            try lab.deploy(service: service, on: host, count: missing, environment: environment)
        }
    }

    private func startSome(
        _ service: String, on host: String, _ count: Int?,
        _ environment: [ServiceDefinition.Variable], _ placed: PlacedAction
    ) throws(Halt) {
        let view = LabView(lab)
        let instances = view.instances(of: service, on: host)
        if count == nil && environment.isEmpty && !instances.isEmpty {
            for status in instances { try startUnit(status.unit, placed) }
        } else {
            try startMore(service, on: host, count ?? 1, environment, placed)
        }
    }

    /// Starts a unit that does not run; of a host that is up, the components that do not.
    func startUnit(_ unit: Unit, _ placed: PlacedAction) throws(Halt) {
        let view = LabView(lab)
        switch unit {
        case .host(let name) where view.isAlive(unit):
            for component in lab.topology.host(named: name)?.run ?? [] {
                let part = Unit.component(host: name, name: component)
                if !view.isAlive(part) { try attemptStart(part) }
            }
        case .host: try attemptStart(unit)
        case .component(let host, _):
            try awaitHost(host, placed)
            if !LabView(lab).isAlive(unit) { try attemptStart(unit) }
        case .instance(let host, let service, _):
            try awaitHost(host, placed)
            let view = LabView(lab)
            if view.status(of: unit) == nil {
                try startMore(service, on: host, 1, [], placed)
            } else if !view.isAlive(unit) {
                try attemptStart(unit)
            }
        }
    }

    private func attemptStart(_ unit: Unit) throws(Halt) {
        try attempt("start \(unit)") { () throws(LabError) in try lab.start(unit) }
    }

    /// Waits until a host is up, which may take a while where it has just been powered on.
    private func awaitHost(_ host: String, _ placed: PlacedAction) throws(Halt) {
        let isUp = try pump(until: current?.deadline ?? lab.now) { LabView(lab).isUp(host) }
        guard isUp else {
            throw .stepFailed([report(on: placed, "\(host) is not up: start the host first")])
        }
    }

    private func attempt(_ words: String, _ work: () throws(LabError) -> Void) throws(Halt) {
        do throws(LabError) {
            try work()
        } catch {
            throw .error("\(words): \(error.message)")
        }
    }
}
