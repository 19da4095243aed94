import LabModel
import LabPrograms
import LabRunner

/// The ports of the discovery agent that a host runs.
struct AgentPorts {
    var dns: UInt16
    var http: UInt16

    init(_ context: ComponentContext) throws(LabError) {
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
