import LabModel
import LabNetwork
import LabPrograms

/// How the built-in registrator is set up on a host; the keys are registrator's own flags.
struct RegistratorSettings {
    let context: ComponentContext

    init(_ context: ComponentContext) { self.context = context }

    func configuration() throws(LabError) -> RegistratorConfiguration {
        let reader = SettingReader(component: context.component)
        var result = RegistratorConfiguration(
            endpoint: Endpoint(.loopback, AgentPorts(context).http))
        if let prefix = try reader.text("registry"), prefix.hasPrefix("consulkv://") {
            result.registry = .consulKV(prefix: String(prefix.dropFirst("consulkv://".count)))
        }
        result.hostname = try reader.text("hostname") ?? context.host.name
        result.addressLabel = try reader.text("use_ip_from_label")
        result.address = try reader.text("ip") ?? context.host.address.description
        result.usesInternalPorts = try reader.flag("internal") ?? false
        result.isExplicit = try reader.flag("explicit") ?? false
        result.tags = try reader.texts("tags")?.joined(separator: ",") ?? ""
        result.resyncInterval = try reader.interval("resync")
        result.removesDanglingServices = try reader.flag("cleanup") ?? false
        if let word = try reader.text("deregister") {
            guard let choice = RegistratorConfiguration.Deregistration(rawValue: word) else {
                throw reader.error("deregister", "is always or on-success")
            }
            result.deregistration = choice
        }
        // The agent beside it may take a moment to listen after a power cut.
        result.retryAttempts =
            try reader.integer("retry_attempts", in: -1...1_000_000).map {
                $0 < 0 ? nil : Int($0)
            } ?? nil
        result.retryInterval = try reader.interval("retry_interval") ?? .milliseconds(250)
        if try reader.text("mode") == "legacy" {
            result.isLegacy = true
            result.address = nil
        }
        return result
    }
}
