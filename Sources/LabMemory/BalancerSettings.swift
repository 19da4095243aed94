import LabModel
import LabNetwork
import LabPrograms
import LabRunner

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
        result.agent = Endpoint(.loopback, try AgentPorts(context).http)
        result.connectTimeout = try reader.interval("connect_timeout") ?? result.connectTimeout
        result.readTimeout = try reader.interval("read_timeout") ?? result.readTimeout
        result.maxFails =
            try reader.integer("max_fails", in: 0...1_000).map { Int($0) }
            ?? result.maxFails
        result.failTimeout = try reader.interval("fail_timeout") ?? result.failTimeout
        result.retries =
            try reader.integer("retries", in: 0...1_000).map { Int($0) }
            ?? result.retries
        if let wait = try reader.interval("quiescence") {
            // As consul-template's `wait`: at most four times as long in all.
            result.quiescence = .init(minimum: wait, maximum: wait * 4)
        }
        switch try reader.text("order") {
        case nil: break
        case "round-robin": result.method = .roundRobin
        case "least-connections": result.method = .leastConnections
        default: throw reader.error("order", "is round-robin or least-connections")
        }
        return result
    }
}
