import LabFiles
import LabModel
import LabNetns
import LabSupervisor

/// Where a scenario runs.
enum RunPlace {
    case memory
    /// A lab of its own, of real hosts.
    case own(HostBackend)
    /// The lab that is up.
    case standing(HostedLab)

    /// The backend's name, for what it can't do.
    var backend: String {
        switch self {
        case .memory: "memory"
        case .own(let hosts): hosts.name
        case .standing(let lab): lab.backend
        }
    }

    /// Whether a lab that is up is what a scenario's topology draws.
    static func isDrawn(_ lab: HostedLab, as topology: Topology) -> Bool {
        guard let current = lab.information.topology else { return false }
        return TopologyPlan(from: current, to: topology).isEmpty
    }
}
