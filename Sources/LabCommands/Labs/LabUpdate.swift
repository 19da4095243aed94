import LabModel
import LabNetwork
import LabRunner
import LabSupervisor

/// What a lab lacks to be what a topology says: changes of the drawing, and what does not run.
struct LabUpdate {
    let plan: TopologyPlan
    /// The hosts, components and instances of the drawing that should run and don't.
    let down: [UnitStatus]

    /// Finds out what a lab lacks.
    ///
    /// - Parameter lab: the lab that is up; `nil` where there is none.
    init(of lab: HostedLab?, to topology: Topology) {
        let information = lab?.information
        plan = TopologyPlan(
            from: information?.topology, to: topology, tainted: Set(information?.tainted ?? []))
        down = Self.down(in: lab?.units() ?? [], topology)
    }

    /// Whether nothing has to happen.
    var isEmpty: Bool { plan.isEmpty && down.isEmpty }

    /// What has to happen, as people read it.
    var lines: [String] {
        plan.lines + down.map { "+ \($0.unit): it is not running (\($0.state.words))" }
    }

    private static func down(
        in units: [UnitStatus], _ topology: Topology
    ) -> [UnitStatus] {
        var isUp: Set<String> = []
        return units.filter { status in
            switch status.unit {
            case .host(let name):
                guard status.state.isAlive else { return topology.host(named: name) != nil }
                isUp.insert(name)
                return false
            case .component(let host, let name):
                // What is on a host without power comes back with it.
                return !status.state.isAlive && isUp.contains(host) && status.state != .exited(0)
                    && topology.host(named: host)?.run.contains(name) ?? false
            case .instance(let host, let service, _):
                return !status.state.isAlive && isUp.contains(host)
                    && topology.service(named: service)?.on.contains(host) ?? false
            }
        }
    }
}

extension UnitStatus.State {
    /// Whether the processes exist, frozen or not.
    var isAlive: Bool { self == .running || self == .paused }

    /// The state as people read it.
    var words: String {
        switch self {
        case .running: "running"
        case .paused: "paused"
        case .exited(let code): "exited \(code)"
        case .signaled("power"): "power cut"
        case .signaled(let signal): signal
        }
    }
}
