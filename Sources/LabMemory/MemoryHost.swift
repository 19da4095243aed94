import LabModel
import LabNetwork
import LabPrograms
import LabSimulation

/// What the memory backend knows of one host of the topology.
struct MemoryHost {
    /// A component of the host, with the run it is in or was in last.
    struct ComponentRun {
        var component: ComponentDefinition
        var process: ProcessID?
        var starts = 0
    }

    /// An instance of a service, with the run it is in or was in last.
    struct InstanceRun {
        var service: ServiceDefinition
        var index: Int
        var environment: [ServiceDefinition.Variable]
        var containerID: String
        var process: ProcessID
        var ports: [UInt16]
        var starts = 1
    }

    var definition: HostDefinition
    /// The host's number in the world, which is its place in the topology.
    var number: Int
    var components: [ComponentRun]
    var instances: [InstanceRun] = []
    var prober: ProcessID?
    var starts = 0
    /// Whether the host goes off as soon as its processes have ended.
    var isShuttingDown = false
}
