import LabComponents
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabPrograms

#if canImport(Glibc)
import Glibc
#endif

extension StandaloneArguments {
    /// The program with a topology of its own: one host, one network.
    var file: ProgramFile {
        var file: ProgramFile
        if let role = kind.role {
            file = ProgramFile(
                program: .component(context(role)), host: node, addresses: [address])
        } else {
            file = ProgramFile(program: .hello(container), host: node, addresses: [address])
        }
        file.bind = bind
        file.dataDirectory = data
        return file
    }

    /// The address that others are told.
    private var address: IPv4Address { bind == .any ? MachineAddress.first : bind }

    private func context(_ role: ComponentDefinition.Role) -> ComponentContext {
        let component = ComponentDefinition(
            name: kind.rawValue, role: role, configuration: settings)
        let host = HostDefinition(
            name: node, attachments: [.init(network: "lan", address: address)],
            run: [component.name])
        let networks = Subnet("0.0.0.0/0").map { [NetworkDefinition(name: "lan", subnet: $0)] }
        return ComponentContext(
            component: component, host: host,
            topology: Topology(
                name: "standalone", networks: networks ?? [], hosts: [host],
                components: [component]))
    }

    private var container: Container {
        let id = settings["id"].map(\.words) ?? node
        var variables: [Container.Variable] = []
        for (key, name) in [
            ("status", "HELLO_STATUS"), ("delay", "HELLO_DELAY"),
            ("start_delay", "HELLO_START_DELAY"),
        ] {
            if let value = settings[key] { variables.append(.init(name, value.words)) }
        }
        return Container(
            id: id, name: "hello.1", image: "hello", state: .running,
            ports: [.init(exposed: helloPort, published: nil)], environment: variables,
            networkMode: .host)
    }

    /// The port of `hello`: as set, else `$PORT`, else 8000.
    private var helloPort: UInt16 {
        let given = settings["port"]?.words ?? getenv("PORT").map { String(cString: $0) }
        return given.flatMap { UInt16($0) } ?? 8_000
    }

    /// What the program says when it begins.
    var greeting: String {
        let place = "\(node) on \(bind)"
        switch kind {
        case .discovery:
            return "discovery agent \(place): DNS on port \(port(of: "dns", 8600)), HTTP on port"
                + " \(port(of: "http", 8500))"
        case .registrator: return "registrator \(place)"
        case .balancer:
            return "load balancer \(place): HTTP on port \(settings["listen"]?.words ?? "80")"
        case .hello: return "hello \(place): HTTP on port \(helloPort)"
        }
    }

    private func port(of name: String, _ usual: UInt16) -> String {
        settings["ports"]?[name]?.words ?? "\(usual)"
    }

    /// Says that a port can't be opened, and how to choose another one.
    func refusal(of port: UInt16, over transport: String, because reason: String) -> String {
        let usual = DiscoveryConfiguration.Ports()
        let names: [(String, UInt16)] = [
            ("dns", usual.dns), ("http", usual.http), ("server", usual.server),
            ("serf_lan", usual.serfLAN), ("serf_wan", usual.serfWAN),
        ]
        let key =
            switch kind {
            case .discovery:
                names.first { self.port(of: $0.0, $0.1) == "\(port)" }.map { "ports.\($0.0)" }
            case .balancer: "listen"
            case .hello: "port"
            case .registrator: nil as String?
            }
        let advice = key.map { "; choose another with --set \($0)=NUMBER" } ?? ""
        return
            "\(transport.uppercased()) port \(port) of \(bind) can't be opened: \(reason)\(advice)"
    }
}

extension Setting {
    /// A single value as it was written.
    var words: String {
        switch self {
        case .integer(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .text(let text): text
        case .decimal, .null, .list, .map: ""
        }
    }
}
