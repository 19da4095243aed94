import LabModel
import LabNetwork

/// What there is in a lab at one moment.
struct LabView {
    /// What the lab was built from.
    let topology: Topology
    /// The state of every unit.
    let units: [UnitStatus]
    /// Who leads, where that was asked.
    var leadership: LeadershipView?

    init(_ lab: any Lab) {
        topology = lab.topology
        units = lab.units()
    }

    func status(of unit: Unit) -> UnitStatus? { units.first { $0.unit == unit } }

    /// Whether a unit runs and is not frozen; what is on a host that is down does not.
    func isRunning(_ unit: Unit) -> Bool {
        guard status(of: unit)?.state == .running else { return false }
        if case .host = unit { return true }
        return isUp(unit.host)
    }

    /// Whether a unit's processes exist, frozen or not.
    func isAlive(_ unit: Unit) -> Bool {
        switch status(of: unit)?.state {
        case .running, .paused: true
        case .exited, .signaled, nil: false
        }
    }

    func isUp(_ host: String) -> Bool { status(of: .host(host))?.state == .running }

    /// The first host of the file that is up.
    var firstHostUp: String? { topology.hosts.first { isUp($0.name) }?.name }

    /// Whether the discovery agent on a host runs.
    func hasAgent(_ host: String) -> Bool {
        guard let component = topology.discoveryComponent(on: host) else { return false }
        return isRunning(.component(host: host, name: component.name))
    }

    /// The instances of a service, on one host or on all, running or not.
    func instances(of service: String, on host: String? = nil) -> [UnitStatus] {
        units.filter {
            guard case .instance(let place, let name, _) = $0.unit else { return false }
            return name == service && (host == nil || place == host)
        }
    }

    /// The instance that a `hello` answer's id belongs to.
    func instance(withID id: String) -> UnitStatus? { units.first { $0.instanceID == id } }

    /// The name of an instance, without its number where its host has no other of the service.
    func shortName(of unit: Unit) -> String {
        guard case .instance(let host, let service, _) = unit,
            instances(of: service, on: host).count == 1
        else { return unit.description }
        return "\(host)/\(service)"
    }
}

/// Who leads in each cluster at one moment, as the servers themselves say.
struct LeadershipView {
    /// One cluster of discovery servers.
    struct Cluster {
        /// The name of its component.
        var component: String
        /// The servers that answered.
        var answered: [String]
        /// The servers that say they lead themselves.
        var leaders: [String]
    }

    var clusters: [Cluster]

    /// All the servers that lead.
    var leaders: [String] { clusters.flatMap(\.leaders) }
}
