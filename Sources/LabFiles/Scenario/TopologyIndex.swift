import LabModel

/// What of a topology scenarios can name, for quick look-ups.
struct TopologyIndex {
    /// The topology itself.
    let topology: Topology
    /// The hosts' names, in the order of the file.
    let hosts: [String]
    /// The components' names, in the order of the file.
    let components: [String]
    /// The services' names, in the order of the file.
    let services: [String]
    /// The discovery servers, of all discovery components.
    let servers: [String]
    /// The discovery components' names.
    let discovery: Set<String>
    private let hostNumbers: [String: Int]
    private let componentSet: Set<String>
    private let serviceSet: Set<String>
    private let runs: [String: Set<String>]
    private let declared: Set<String>

    init(_ topology: Topology) {
        self.topology = topology
        hosts = topology.hosts.map(\.name)
        components = topology.components.map(\.name)
        services = topology.services.map(\.name)
        componentSet = Set(components)
        serviceSet = Set(services)
        hostNumbers = Dictionary(
            hosts.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
        runs = Dictionary(
            topology.hosts.map { ($0.name, Set($0.run)) }, uniquingKeysWith: { a, _ in a })
        let agents = topology.components.filter { $0.role == .discovery }
        discovery = Set(agents.map(\.name))
        servers = agents.flatMap { $0.configuration["servers"]?.list ?? [] }.compactMap(\.text)
        declared = Set(
            agents.flatMap { $0.configuration["services"]?.list ?? [] }
                .compactMap { $0["name"]?.text })
    }

    /// Whether there is a host of that name.
    func hasHost(_ name: String) -> Bool { hostNumbers[name] != nil }

    /// Whether there is a component of that name.
    func hasComponent(_ name: String) -> Bool { componentSet.contains(name) }

    /// Whether there is a service of that name.
    func hasService(_ name: String) -> Bool { serviceSet.contains(name) }

    /// Whether an agent's configuration declares a service of that name.
    func isDeclared(_ name: String) -> Bool { declared.contains(name) }

    /// Whether a host runs a component.
    func runs(_ component: String, on host: String) -> Bool {
        runs[host]?.contains(component) ?? false
    }

    /// Whether any host runs a component.
    func runsSomewhere(_ component: String) -> Bool {
        topology.hosts.contains { $0.run.contains(component) }
    }

    /// Whether a host runs a discovery agent.
    func hasAgent(_ host: String) -> Bool {
        discovery.contains { runs($0, on: host) }
    }

    /// The definition of a host.
    func definition(ofHost name: String) -> HostDefinition? {
        hostNumbers[name].map { topology.hosts[$0] }
    }

    /// What can stand after `host/` for a host: its components and all services.
    func parts(of host: String) -> [String] {
        (definition(ofHost: host)?.run ?? []) + services
    }
}
