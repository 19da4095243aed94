import LabModel
import LabPrograms

/// The ports of the discovery agent that a host runs.
public struct AgentPorts {
    /// Where it answers DNS.
    public var dns: UInt16
    /// Where it answers HTTP.
    public var http: UInt16

    /// Reads the ports out of the configuration of the agent beside a component.
    public init(_ context: ComponentContext) {
        let names = context.host.run
        let agent = context.topology.components.first {
            $0.role == .discovery && names.contains($0.name)
        }
        let ports = agent?.configuration["ports"]
        let defaults = DiscoveryConfiguration.Ports()
        dns = ports?["dns"]?.integer.flatMap { UInt16(exactly: $0) } ?? defaults.dns
        http = ports?["http"]?.integer.flatMap { UInt16(exactly: $0) } ?? defaults.http
    }
}
