import LabComponents
import LabModel
import LabNetwork
import LabProgram

/// How components and instances become processes of a host.
public enum ComponentPlan {
    /// The process of a component on a host, its templates filled in.
    ///
    /// - Throws: `LabError` for a template or a setting that is wrong.
    public static func process(for context: ComponentContext) throws(LabError) -> ProcessSpec {
        throw LabError("not yet")
    }

    /// The process of an instance.
    ///
    /// - Parameter container: the instance as the host's engine shows it, its ports published.
    /// - Throws: `LabError` for an image that nothing is known to run.
    public static func process(
        for container: Container, of service: ServiceDefinition, on host: HostDefinition,
        in topology: Topology
    ) throws(LabError) -> ProcessSpec {
        throw LabError("not yet")
    }

    /// When a component counts as ready, its templates filled in; `nil` for a built-in one.
    public static func readiness(
        for context: ComponentContext
    ) throws(LabError) -> ComponentProgram.Readiness? {
        throw LabError("not yet")
    }

    /// What a host is told before anything runs on it.
    ///
    /// - Parameter stateDirectory: where the backend lets the host keep what outlives its power.
    public static func setup(
        of host: HostDefinition, in topology: Topology, stateDirectory: String
    ) -> HostSetup {
        HostSetup(name: host.name, interfaces: [], stateDirectory: stateDirectory)
    }

    /// The programs that must be on the machine for a topology, each with who needs it.
    public static func requirements(of topology: Topology) -> [(program: String, component: String)] {
        []
    }
}
