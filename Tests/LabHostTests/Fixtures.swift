import LabComponents
import LabFiles
import LabModel

/// A topology of a text, with definitions beside it.
func topology(
    _ text: String, use: [String] = []
) throws(FileError) -> Topology {
    var implementations: [Implementation] = []
    for argument in use { implementations += try Implementation.list(argument: argument) }
    return try ScenarioLoader(
        directory: "/srv/lab", environment: [:], implementations: implementations
    ).topology(text: text).topology
}

/// The contract's topology in short.
let threeNodes = """
    networks: {lan: {subnet: 192.168.50.0/24}}
    hosts:
      host-1: {address: 192.168.50.101, run: [discovery, registrator]}
      host-2: {address: 192.168.50.102, run: [discovery, registrator]}
      host-3: {address: 192.168.50.103, run: [discovery, balancer]}
      client: {address: 192.168.50.10}
    components:
      discovery: {role: discovery, servers: [host-1, host-2], raft_multiplier: 1}
      registrator: {role: registrator}
      balancer: {role: load-balancer, service: simple}
    services:
      simple: {image: hello, ports: [5000], env: {SERVICE_NAME: simple}}

    """

/// A component on a host of a topology.
func context(
    _ component: String, on host: String, in topology: Topology
) throws -> ComponentContext {
    guard let component = topology.component(named: component),
        let host = topology.host(named: host)
    else { throw LabError("no \(component) on \(host)") }
    return ComponentContext(component: component, host: host, topology: topology)
}

/// A topology whose first component is a definition of the user's own.
func own(
    _ program: ComponentProgram, role: ComponentDefinition.Role = .custom,
    configuration: Setting = .map([]), beside text: String = threeNodes
) throws -> Topology {
    var topology = try topology(text)
    topology.components.insert(
        ComponentDefinition(
            name: "own", role: role, use: "own", configuration: configuration, program: program),
        at: 0)
    topology.hosts[0].run.append("own")
    return topology
}
