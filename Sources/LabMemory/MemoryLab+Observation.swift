import LabModel
import LabNetwork
import LabRunner
import LabSimulation

/// What those who check invariants may look at.
extension MemoryLab {
    /// Every run of a discovery agent there was, in the order of the starts, by its host's name.
    public var discoveryAgents: [(host: String, process: ProcessID)] {
        discoveryRuns.map { (hosts[$0.host].definition.name, $0.process) }
    }

    /// How many runs of discovery agents there have been.
    public var discoveryAgentCount: Int { discoveryRuns.count }

    /// The last run of each component of a role, in the topology's order, by its host's name.
    public func components(
        of role: ComponentDefinition.Role
    ) -> [(host: String, process: ProcessID)] {
        var result: [(host: String, process: ProcessID)] = []
        for host in hosts {
            for run in host.components where run.component.role == role {
                if let process = run.process { result.append((host.definition.name, process)) }
            }
        }
        return result
    }

    /// The last run of every component and instance, in the topology's order.
    public var processes: [ProcessID] { hosts.indices.flatMap { processes(on: $0) } }

    /// The faults that are in force, the oldest first; kills and stops are none.
    public var activeFaults: [ActiveFault] { faults.map(\.fault) }
}
