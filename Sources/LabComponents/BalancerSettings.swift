import LabModel
import LabNetwork
import LabPrograms

/// How the built-in load balancer is set up on a host.
struct BalancerSettings {
    let context: ComponentContext

    init(_ context: ComponentContext) { self.context = context }

    func configuration() throws(LabError) -> BalancerConfiguration {
        let reader = SettingReader(component: context.component)
        let port = UInt16(try reader.integer("listen", in: 1...65_535) ?? 80)
        let service = try reader.text("service")
        let domain = try reader.text("domain")
        var result: BalancerConfiguration
        switch try reader.text("personality") ?? "nginx" {
        case "haproxy":
            result = .haproxy(domain: domain ?? "", port: port)
            if let service {
                result.destination = .service(service)
                result.hostRouting = domain.map { .init(domain: $0) }
            }
        case "nginx":
            result = BalancerConfiguration(destination: service.map { .service($0) }, port: port)
            if service == nil || domain != nil { result.hostRouting = .init(domain: domain ?? "") }
        default:
            throw reader.error("personality", "is nginx or haproxy")
        }
        result.agent = Endpoint(.loopback, AgentPorts(context).http)
        if let text = try reader.text("agent") { result.agent = try endpoint(text, reader) }
        result.connectTimeout = try reader.interval("connect_timeout") ?? result.connectTimeout
        result.readTimeout = try reader.interval("read_timeout") ?? result.readTimeout
        result.maxFails =
            try reader.integer("max_fails", in: 0...1_000).map { Int($0) }
            ?? result.maxFails
        result.failTimeout = try reader.interval("fail_timeout") ?? result.failTimeout
        result.retries =
            try reader.integer("retries", in: 0...1_000).map { Int($0) }
            ?? result.retries
        result.retryInterval = try reader.interval("retry_interval") ?? result.retryInterval
        result.redispatches = try reader.flag("redispatch") ?? result.redispatches
        result.passesHost = try reader.flag("pass_host") ?? result.passesHost
        try readQuiescence(into: &result)
        switch try reader.text("order") {
        case nil: break
        case "round-robin": result.method = .roundRobin
        case "least-connections": result.method = .leastConnections
        default: throw reader.error("order", "is round-robin or least-connections")
        }
        return result
    }

    private func readQuiescence(into result: inout BalancerConfiguration) throws(LabError) {
        let setting = context.component.configuration["quiescence"]
        var reader = SettingReader(component: context.component)
        var minimum = "quiescence"
        if let setting, setting.entries != nil {
            reader = SettingReader(
                component: ComponentDefinition(
                    name: context.component.name, role: .loadBalancer, configuration: setting))
            minimum = "min"
        }
        guard let least = try reader.interval(minimum) else { return }
        // As consul-template's `wait`: at most four times as long in all where it is not said.
        let most = minimum == "min" ? try reader.interval("max") : nil
        result.quiescence = .init(minimum: least, maximum: most ?? least * 4)
    }

    private func endpoint(_ text: String, _ reader: SettingReader) throws(LabError) -> Endpoint {
        let parts = text.split(separator: ":")
        let address = parts.first.flatMap { name in
            IPv4Address(name) ?? context.topology.host(named: String(name))?.address
        }
        guard parts.count == 2, let address, let port = UInt16(parts[1]) else {
            throw reader.error("agent", "is HOST:PORT, not \(text)")
        }
        return Endpoint(address, port)
    }
}
