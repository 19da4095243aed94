import LabDNS
import LabModel
import LabNetwork
import LabPrograms

/// How the built-in discovery agent is set up on a host; the keys are Consul's.
struct DiscoverySettings {
    let context: ComponentContext
    private let reader: SettingReader

    init(_ context: ComponentContext) {
        self.context = context
        reader = SettingReader(component: context.component)
    }

    func configuration() throws(LabError) -> DiscoveryConfiguration {
        let servers = try serverNames()
        let isServer = servers.contains(context.host.name)
        var result = DiscoveryConfiguration(
            role: isServer ? .server : .client,
            retryJoin: try endpoints("retry_join", default: servers))
        result.nodeName = context.host.name
        result.datacenter = try reader.text("datacenter") ?? result.datacenter
        result.domain = try reader.text("domain") ?? result.domain
        result.isBootstrap = try reader.flag("bootstrap") ?? false
        if isServer && !result.isBootstrap {
            let expected = try reader.integer("bootstrap_expect", in: 0...1_000)
            result.bootstrapExpect = expected.map { Int($0) } ?? servers.count
        }
        // Consul's own default of 30 s makes most clients wait for their second attempt.
        result.retryInterval = try reader.interval("retry_interval") ?? .seconds(1)
        result.retryLimit = Int(try reader.integer("retry_max", in: 0...1_000_000) ?? 0)
        result.retryJoinWAN = try endpoints("retry_join_wan", default: [], port: \.serfWAN)
        result.retryIntervalWAN =
            try reader.interval("retry_interval_wan") ?? result.retryInterval
        result.leaveOnTerminate =
            try reader.flag("leave_on_terminate") ?? result.leaveOnTerminate
        result.rejoinAfterLeave = try reader.flag("rejoin_after_leave") ?? false
        result.ports = try ports()
        try readTiming(into: &result)
        try readDNS(into: &result.dns)
        try readNodeMeta(into: &result)
        try readAutopilot(into: &result.autopilot)
        result.services = try DeclaredServices(context).services()
        result.checks = try DeclaredServices(context).checks()
        return result
    }

    /// The hosts with a vote: those named, else every host that runs the component.
    private func serverNames() throws(LabError) -> [String] {
        if let names = try reader.texts("servers") { return names }
        return context.topology.hosts.filter { $0.run.contains(context.component.name) }.map(\.name)
    }

    private func endpoints(
        _ key: String, default names: [String],
        port: KeyPath<DiscoveryConfiguration.Ports, UInt16> = \.serfLAN
    ) throws(LabError) -> [Endpoint] {
        let ports = try ports()
        var result: [Endpoint] = []
        for name in try reader.texts(key) ?? names where name != context.host.name {
            let address = IPv4Address(name) ?? context.topology.host(named: name)?.address
            guard let address else {
                throw reader.error(key, "names hosts or addresses, not \(name)")
            }
            result.append(Endpoint(address, ports[keyPath: port]))
        }
        return result
    }

    private func ports() throws(LabError) -> DiscoveryConfiguration.Ports {
        var result = DiscoveryConfiguration.Ports()
        for entry in context.component.configuration["ports"]?.entries ?? [] {
            guard let port = entry.value.integer.flatMap({ UInt16(exactly: $0) }), port > 0 else {
                throw reader.error("ports", "holds port numbers; \(entry.key) is none")
            }
            switch entry.key {
            case "dns": result.dns = port
            case "http": result.http = port
            case "server": result.server = port
            case "serf_lan": result.serfLAN = port
            case "serf_wan": result.serfWAN = port
            default: throw reader.error("ports", "has no \(entry.key)")
            }
        }
        return result
    }

    private func readTiming(into result: inout DiscoveryConfiguration) throws(LabError) {
        let performance = SettingReader(
            component: ComponentDefinition(
                name: context.component.name, role: .discovery,
                configuration: context.component.configuration["performance"] ?? .map([])))
        for reader in [performance, reader] {
            if let multiplier = try reader.integer("raft_multiplier", in: 1...10) {
                result.raftMultiplier = Int(multiplier)
            }
        }
        result.holdTimeout = try performance.interval("rpc_hold_timeout") ?? result.holdTimeout
        result.leaveDrainTime =
            try performance.interval("leave_drain_time") ?? result.leaveDrainTime
        result.usesLifeguard = try reader.flag("lifeguard") ?? true
        if let word = try reader.text("gossip") {
            guard let preset = DiscoveryConfiguration.GossipPreset(rawValue: word) else {
                throw reader.error("gossip", "is lan, wan, local or development")
            }
            result.gossip = preset
        }
        result.checkUpdateInterval =
            try reader.interval("check_update_interval") ?? result.checkUpdateInterval
        if let size = try reader.integer("check_output_max_size", in: 1...1_048_576) {
            result.checkOutputLimit = Int(size)
        }
        result.defaultQueryTime =
            try reader.interval("default_query_time") ?? result.defaultQueryTime
        result.maximumQueryTime = try reader.interval("max_query_time") ?? result.maximumQueryTime
    }

    private func readNodeMeta(into result: inout DiscoveryConfiguration) throws(LabError) {
        for entry in context.component.configuration["node_meta"]?.entries ?? [] {
            guard let value = entry.value.text else {
                throw reader.error("node_meta", "holds texts; \(entry.key) is none")
            }
            result.nodeMeta.append(CatalogPair(entry.key, value))
        }
        result.nodeMeta.sort { $0.key < $1.key }
    }

    private func readAutopilot(into result: inout AutopilotConfiguration) throws(LabError) {
        let reader = SettingReader(
            component: ComponentDefinition(
                name: context.component.name, role: .discovery,
                configuration: context.component.configuration["autopilot"] ?? .map([])))
        result.cleanupDeadServers =
            try reader.flag("cleanup_dead_servers") ?? result.cleanupDeadServers
        result.lastContactThreshold =
            try reader.interval("last_contact_threshold") ?? result.lastContactThreshold
        result.serverStabilizationTime =
            try reader.interval("server_stabilization_time") ?? result.serverStabilizationTime
        if let count = try reader.integer("max_trailing_logs", in: 0...1_000_000_000) {
            result.trailingLogsLimit = UInt64(count)
        }
        if let count = try reader.integer("min_quorum", in: 0...1_000) {
            result.minimumQuorum = Int(count)
        }
    }
}
