import LabComponents
import LabModel
import LabNetwork
import LabPrograms

/// What templates know of a discovery service beside the configuration.
struct DiscoveryContext {
    private let component: ComponentDefinition
    private let context: TemplateContext
    private var settings: Setting { component.configuration }

    init(_ component: ComponentDefinition, _ context: TemplateContext) {
        self.component = component
        self.context = context
    }

    var entries: [Setting.Entry] {
        let names = servers
        let isServer = names.contains(context.host.name)
        let agent = address.description
        let expected = settings["bootstrap_expect"]?.integer ?? Int64(names.count)
        return [
            .init("servers", .list(context.list(names))), .init("is_server", .flag(isServer)),
            .init("bootstrap_expect", .integer(expected)),
            .init("datacenter", .text(settings["datacenter"]?.text ?? "dc1")),
            .init("domain", .text(settings["domain"]?.text ?? "consul")),
            .init("ports", .map(ports.map { .init($0, .integer(Int64($1))) })),
            .init("address", .text(agent)),
            .init("dns", .text("\(agent):\(port("dns"))")),
            .init("http", .text("\(agent):\(port("http"))")),
            .init("join", .list(peers("retry_join", default: names, port: port("serf_lan")))),
            .init("join_wan", .list(peers("retry_join_wan", default: [], port: port("serf_wan")))),
            .init("services", .list(declared("services"))),
            .init("checks", .list(declared("checks"))),
            .init("agent_config", agentConfiguration(isServer: isServer)),
        ]
    }

    /// The hosts with a vote: those named, else every host that runs the component.
    var servers: [String] {
        if let names = texts("servers") { return names }
        return context.topology.hosts.filter { $0.run.contains(component.name) }.map(\.name)
    }

    /// Where this host finds an agent: on itself, or else on the first server.
    var address: IPv4Address {
        if context.host.run.contains(component.name) { return .loopback }
        let server = servers.lazy.compactMap { context.topology.host(named: $0) }.first
        return server.map(context.address) ?? .loopback
    }

    /// The port of one of the agent's interfaces, by Consul's name.
    func port(_ name: String) -> UInt16 { ports.first { $0.0 == name }?.1 ?? 0 }

    private var ports: [(String, UInt16)] {
        let defaults = DiscoveryConfiguration.Ports()
        let known: [(String, UInt16)] = [
            ("dns", defaults.dns), ("http", defaults.http), ("server", defaults.server),
            ("serf_lan", defaults.serfLAN), ("serf_wan", defaults.serfWAN),
        ]
        return known.map { name, port in
            (name, settings["ports"]?[name]?.integer.flatMap { UInt16(exactly: $0) } ?? port)
        }
    }

    private func texts(_ key: String) -> [String]? {
        settings[key]?.list.map { $0.compactMap(\.text) } ?? settings[key]?.text.map { [$0] }
    }

    /// The agents to join, without this host's own: hosts by name, and addresses as they are.
    private func peers(_ key: String, default names: [String], port: UInt16) -> [Setting] {
        let others = (texts(key) ?? names).filter { $0 != context.host.name }
        return others.map { name in
            let host = context.topology.host(named: name)
            return .map([
                .init("name", .text(name)),
                .init("address", .text(host.map { "\(context.address(of: $0))" } ?? name)),
                .init("port", .integer(Int64(port))),
            ])
        }
    }

    /// The services or checks that the agent of this host declares, without the lab's own `on`.
    private func declared(_ key: String) -> [Setting] {
        (settings[key]?.list ?? []).compactMap { element in
            let hosts = element["on"]?.list?.compactMap(\.text) ?? element["on"]?.text.map { [$0] }
            if let hosts, !hosts.contains(context.host.name) { return nil }
            var rest = (element.entries ?? []).filter { $0.key != "on" }
            if let checks = element["checks"]?.list {
                rest.removeAll { $0.key == "checks" }
                rest.append(.init("checks", .list(checks.map { $0.without(["on"]) })))
            }
            return .map(rest)
        }
    }

    // MARK: - Consul's own file

    /// The keys that mean something to the lab alone, or that the agent is told in another way.
    private static let own: Set<String> = [
        "servers", "raft_multiplier", "retry_join", "retry_join_wan", "lifeguard", "gossip",
        "services", "checks", "bootstrap_expect",
    ]

    /// The component's configuration as Consul reads it from a file.
    private func agentConfiguration(isServer: Bool) -> Setting {
        var result = settings.without(Self.own.union(isServer ? [] : ["bootstrap"]))
        if let multiplier = settings["raft_multiplier"], multiplier != .null {
            result["performance", "raft_multiplier"] = multiplier
        }
        // Where one duration is given for all services, Consul wants a map.
        if let ttl = settings["dns_config"]?["service_ttl"]?.text {
            result["dns_config", "service_ttl"] = .map([.init("*", .text(ttl))])
        }
        for entry in settings["node_meta"]?.entries ?? [] {
            if let number = entry.value.integer {
                result["node_meta", entry.key] = .text("\(number)")
            }
        }
        let declared = ["services", "checks"].map { Setting.Entry($0, .list(self.declared($0))) }
        return .map((result.entries ?? []) + declared)
    }
}

extension Setting {
    /// The map without some keys, and without those that have no value.
    fileprivate func without(_ keys: Set<String>) -> Setting {
        guard let entries else { return self }
        return .map(entries.filter { !keys.contains($0.key) && $0.value != .null })
    }

    /// A key of a map within this map.
    fileprivate subscript(_ outer: String, _ inner: String) -> Setting? {
        get { self[outer]?[inner] }
        set {
            var inside = (self[outer]?.entries ?? []).filter { $0.key != inner }
            if let newValue { inside.append(Entry(inner, newValue)) }
            self = .map(
                (entries ?? []).filter { $0.key != outer } + [Entry(outer, .map(inside))])
        }
    }
}
