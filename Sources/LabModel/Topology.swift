import LabNetwork

/// A drawing of hosts, networks and what runs on them, complete: every default is filled in.
public struct Topology: Hashable, Codable, Sendable {
    /// The name; the file's base name where it has none.
    public var name: String
    /// What it is for, in the user's words.
    public var description: String
    /// The networks, in the order of the file; at least one.
    public var networks: [NetworkDefinition]
    /// The hosts, in the order of the file, counts expanded.
    public var hosts: [HostDefinition]
    /// The infrastructure that hosts run.
    public var components: [ComponentDefinition]
    /// What users deploy.
    public var services: [ServiceDefinition]
    /// What instances run, beside the images that are built in.
    public var images: [ImageDefinition]

    /// Makes a topology.
    public init(
        name: String, description: String = "", networks: [NetworkDefinition],
        hosts: [HostDefinition], components: [ComponentDefinition] = [],
        services: [ServiceDefinition] = [], images: [ImageDefinition] = []
    ) {
        self.name = name
        self.description = description
        self.networks = networks
        self.hosts = hosts
        self.components = components
        self.services = services
        self.images = images
    }

    /// The host of that name.
    public func host(named name: String) -> HostDefinition? { hosts.first { $0.name == name } }
    /// The component of that name.
    public func component(named name: String) -> ComponentDefinition? {
        components.first { $0.name == name }
    }
    /// The service of that name.
    public func service(named name: String) -> ServiceDefinition? {
        services.first { $0.name == name }
    }
    /// The image of that name.
    public func image(named name: String) -> ImageDefinition? {
        images.first { $0.name == name }
    }
}
