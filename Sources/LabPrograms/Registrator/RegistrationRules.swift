import LabNetwork
import LabProgram

/// Decides which services a container stands for (gliderlabs/registrator, `bridge`).
struct RegistrationRules {
    /// What became of one port of a container.
    enum Decision: Hashable {
        case registers(RegisteredService)
        /// The reason in the real program's words, for its log.
        case ignores(String)
    }

    /// A port as others reach it.
    private struct ServicePort {
        var exposed: UInt16
        var published: UInt16?
        var address: IPv4Address
        var isUDP: Bool
    }

    /// The options.
    var configuration: RegistratorConfiguration
    /// The name that ids begin with.
    var hostname: String
    /// The address of that name.
    var hostAddress: IPv4Address

    /// Makes the rules that hold on a host.
    init(_ configuration: RegistratorConfiguration, on host: HostIdentity) {
        self.configuration = configuration
        hostname = configuration.hostname ?? host.name
        hostAddress = host.address
    }

    /// What becomes of each port of a container, by the port's number.
    ///
    /// - Parameter others: the containers of the host, for one that shares another's network.
    func decisions(for container: Container, among others: [Container]) -> [Decision] {
        guard !container.ports.isEmpty else { return [.ignores("no published ports")] }
        var decisions: [Decision] = []
        var usable: [ServicePort] = []
        for port in container.ports {
            let port = servicePort(port, of: container)
            if port.published != nil || configuration.usesInternalPorts {
                usable.append(port)
            } else {
                decisions.append(.ignores("port \(port.exposed) not published on host"))
            }
        }
        for port in usable {
            if let service = service(
                on: port, of: container, isGroup: usable.count > 1, among: others)
            {
                decisions.append(.registers(service))
            } else {
                decisions.append(.ignores("service on port \(port.exposed)"))
            }
        }
        return decisions
    }

    private func servicePort(
        _ port: Container.Port, of container: Container
    ) -> ServicePort {
        var result = ServicePort(
            exposed: port.exposed, published: port.published, address: port.address,
            isUDP: port.isUDP)
        switch container.networkMode {
        case .host: result.published = result.published ?? port.exposed
        case .named: result.address = container.address ?? port.address
        case .bridge, .container: break
        }
        return result
    }

    private func service(
        on port: ServicePort, of container: Container, isGroup: Bool, among others: [Container]
    ) -> RegisteredService? {
        let metadata = ServiceMetadata(container, exposedPort: port.exposed)
        guard metadata["ignore"].isEmpty else { return nil }
        guard let name = name(for: port, of: container, metadata, isGroup: isGroup) else {
            return nil
        }
        var id = metadata["id"]
        if id.isEmpty {
            id = "\(hostname):\(container.name):\(port.exposed)" + (port.isUDP ? ":udp" : "")
        }
        return RegisteredService(
            id: id, name: name, address: address(for: port, of: container, among: others),
            port: configuration.usesInternalPorts ? port.exposed : port.published ?? 0,
            tags: ServiceTags.combine(
                metadata["tags"], configuration.tags, port.isUDP ? "udp" : ""),
            attributes: metadata.pairs.filter { !["id", "tags", "name"].contains($0.name) },
            containerID: container.id, containerName: container.name, exposedPort: port.exposed)
    }

    private func name(
        for port: ServicePort, of container: Container, _ metadata: ServiceMetadata, isGroup: Bool
    ) -> String? {
        let given = metadata["name"]
        if given.isEmpty && configuration.isExplicit { return nil }
        let name = given.isEmpty ? RegistrationRules.defaultName(of: container.image) : given
        let isWhole = metadata.isFromPort("name") || configuration.isLegacy && !given.isEmpty
        return isGroup && !isWhole ? "\(name)-\(port.exposed)" : name
    }

    /// The last element of an image's path, up to the tag.
    static func defaultName(of image: String) -> String {
        let base = image.split(separator: "/").last ?? ""
        return String(base.prefix { $0 != ":" })
    }

    private func address(
        for port: ServicePort, of container: Container, among others: [Container]
    ) -> String {
        if case .container(let id) = container.networkMode,
            let other = others.first(where: { $0.id == id })
        {
            return other.address?.description ?? ""
        }
        if let label = configuration.addressLabel,
            let value = container.labels.first(where: { $0.name == label })?.value,
            !value.isEmpty
        {
            return value.lastIndex(of: "/").map { String(value[..<$0]) } ?? value
        }
        if configuration.usesInternalPorts { return container.address?.description ?? "" }
        if let forced = configuration.address, !forced.isEmpty { return forced }
        return (port.address == .any ? hostAddress : port.address).description
    }
}
