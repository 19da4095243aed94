import LabModel
import LabProgram
import LabPrograms

extension ComponentPlan {
    /// The process of an instance.
    ///
    /// A program that is not the lab's own is told the ports to listen on: the host's published
    /// ones, as there is no address translation between it and the host's network. Its environment
    /// has the first as `PORT`, and each as `PORT_` with the exposed port's number.
    ///
    /// - Parameter container: the instance as the host's engine shows it, its ports published.
    /// - Throws: `LabError` for an image that nothing is known to run.
    public static func process(
        for container: Container, of service: ServiceDefinition, on host: HostDefinition,
        in topology: Topology
    ) throws(LabError) -> ProcessSpec {
        var spec: ProcessSpec
        if let image = topology.image(named: service.image) {
            spec = try process(of: image, container, service, host, topology)
        } else if service.image == "hello" {
            let file = ProgramFile(
                program: .hello(container), host: host.name,
                addresses: host.attachments.map(\.address))
            spec = try self.spec(running: file, name: container.name)
            spec.environment = ports(container) + container.variables
            // In memory it serves at the moment of its start; a real process takes a while, in which
            // a balancer that hears of it would be refused and leave it out.
            let hello = HelloConfiguration(container)
            if hello.startDelay == .zero { spec.listens = hello.ports }
        } else {
            throw LabError(
                "service \(service.name): nothing is known to run the image \(service.image): "
                    + "give its command under 'images', or use hello")
        }
        spec.container = container
        return spec
    }

    private static func process(
        of image: ImageDefinition, _ container: Container, _ service: ServiceDefinition,
        _ host: HostDefinition, _ topology: Topology
    ) throws(LabError) -> ProcessSpec {
        let context = TemplateContext(host: host, topology: topology)
        let setting = context.setting(instance: entries(container, service))
        let fill = Filling(owner: "image \(image.name)", context: setting)
        var spec = ProcessSpec(
            name: container.name, command: try fill.command(image.command, in: image.directory))
        spec.directory = image.directory
        var variables = ports(container) + (try fill.variables(image.environment))
        for variable in container.variables {
            variables.removeAll { $0.name == variable.name }
            variables.append(variable)
        }
        spec.environment = variables
        return spec
    }

    /// What templates know of an instance.
    private static func entries(
        _ container: Container, _ service: ServiceDefinition
    ) -> [Setting.Entry] {
        let listens = container.ports.compactMap { port in
            port.published.map { (exposed: port.exposed, published: $0) }
        }
        var result: [Setting.Entry] = [
            .init("name", .text(container.name)), .init("id", .text(container.id)),
            .init("short_id", .text(container.shortID)), .init("image", .text(container.image)),
            .init("service", .text(service.name)),
            .init(
                "ports",
                .list(
                    listens.map {
                        .map([
                            .init("exposed", .integer(Int64($0.exposed))),
                            .init("published", .integer(Int64($0.published))),
                        ])
                    })),
            .init(
                "env", .map(container.environment.map { .init($0.name, .text($0.value)) })),
        ]
        if let first = listens.first {
            result.append(.init("port", .integer(Int64(first.published))))
        }
        return result
    }

    /// The variables that tell a program where to listen.
    private static func ports(_ container: Container) -> [ServiceDefinition.Variable] {
        let published = container.ports.filter { $0.published != nil }
        let first = published.first?.published.map { [ServiceDefinition.Variable("PORT", "\($0)")] }
        return (first ?? [])
            + published.map { .init("PORT_\($0.exposed)", "\($0.published ?? 0)") }
    }
}

extension Container {
    /// The environment as processes are given it.
    fileprivate var variables: [ServiceDefinition.Variable] {
        environment.map { .init($0.name, $0.value) }
    }
}
