import LabModel

/// What is known when a component's program is made for a host.
public struct ComponentContext: Hashable, Codable, Sendable {
    /// The component.
    public var component: ComponentDefinition
    /// The host that it will run on.
    public var host: HostDefinition
    /// The drawing that both are of.
    public var topology: Topology

    /// Puts together what is known.
    public init(component: ComponentDefinition, host: HostDefinition, topology: Topology) {
        self.component = component
        self.host = host
        self.topology = topology
    }
}
