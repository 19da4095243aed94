import LabModel
import LabNetwork

extension ComponentPlan {
    /// The name of the device of a host's attachment, by its place among them.
    static func device(_ index: Int) -> String { "eth\(index)" }

    /// What a host is told before anything runs on it.
    ///
    /// - Parameter stateDirectory: where the backend lets the host keep what outlives its power.
    public static func setup(
        of host: HostDefinition, in topology: Topology, stateDirectory: String
    ) -> HostSetup {
        let interfaces = host.attachments.enumerated().map { index, attachment in
            let network = topology.networks.first { $0.name == attachment.network }
            return HostSetup.Interface(
                device: device(index), address: attachment.address,
                prefixLength: network?.subnet.prefixLength ?? 24)
        }
        var setup = HostSetup(
            name: host.name, interfaces: interfaces, stateDirectory: stateDirectory)
        let context = TemplateContext(host: host, topology: topology)
        setup.hosts = topology.hosts.map { .init(name: $0.name, address: context.address(of: $0)) }
        setup.disk = host.disk
        let components = host.run.compactMap { topology.component(named: $0) }
        setup.runsResolver = !components.contains { $0.program?.isResolver ?? false }
        let local = components.first { $0.role == .discovery }
        if let discovery = local ?? topology.components.first(where: { $0.role == .discovery }) {
            let domain = discovery.configuration["domain"]?.text ?? setup.discoveryDomain
            setup.discoveryDomain = domain
            setup.searchDomains = ["service.\(domain)", "node.\(domain)"]
        }
        if let local {
            let port = DiscoveryContext(local, context).port("dns")
            setup.discoveryDNS = Endpoint(.loopback, port)
        }
        return setup
    }

    /// The programs that must be on the machine for a topology, each with who needs it.
    public static func requirements(of topology: Topology) -> [ProgramRequirement] {
        var result: [ProgramRequirement] = []
        func add(_ program: String, for owner: String, install: String?) {
            let isKnown = result.contains { $0.program == program && $0.component == owner }
            if !isKnown, !program.contains("{{") {
                result.append(.init(program: program, component: owner, install: install))
            }
        }
        let used = Set(topology.hosts.flatMap(\.run))
        for component in topology.components where used.contains(component.name) {
            guard component.use != "builtin", let program = component.program else { continue }
            for name in program.requires {
                add(name, for: component.name, install: program.install)
            }
            if let first = program.command.first {
                let path = Filling.path(of: first, in: program.directory)
                add(path, for: component.name, install: program.install)
            }
        }
        let images = Set(topology.services.map(\.image))
        for image in topology.images where images.contains(image.name) {
            guard let first = image.command.first else { continue }
            add(Filling.path(of: first, in: image.directory), for: image.name, install: nil)
        }
        return result
    }
}
