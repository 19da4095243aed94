import LabModel
import LabProgram

/// What is known when an instance's program is made.
public struct InstanceContext: Sendable {
    /// The service.
    public var service: ServiceDefinition
    /// The container, with its environment and published ports.
    public var container: Container
    /// The host that it will run on.
    public var host: HostDefinition
}
