import LabDNS
import LabModel
import LabNetwork
import LabPrograms

/// The `dns_config` of the built-in discovery agent.
extension DiscoverySettings {
    func readDNS(into result: inout DNSConfiguration) throws(LabError) {
        let component = context.component
        let reader = SettingReader(
            component: ComponentDefinition(
                name: component.name, role: .discovery,
                configuration: component.configuration["dns_config"] ?? .map([])))
        if let text = component.configuration["alt_domain"]?.text {
            guard let name = DNSName(text) else { throw reader.error("alt_domain", "is a name") }
            result.alternativeDomain = name
        }
        result.allowsStale = try reader.flag("allow_stale") ?? result.allowsStale
        result.maximumStaleness = try reader.interval("max_stale") ?? result.maximumStaleness
        result.answersOnlyPassing = try reader.flag("only_passing") ?? false
        result.marksTruncation = try reader.flag("enable_truncate") ?? false
        result.compressesNames = !(try reader.flag("disable_compression") ?? false)
        result.nodeTTL = try reader.interval("node_ttl") ?? .zero
        result.udpAnswerLimit = Int(try reader.integer("udp_answer_limit", in: 0...10_000) ?? 3)
        result.addressLimit = Int(try reader.integer("a_record_limit", in: 0...10_000) ?? 0)
        result.addsNodeMeta = try reader.flag("enable_additional_node_meta_txt") ?? true
        result.serviceTTLs = try serviceTTLs(reader)
        try readAuthority(into: &result.startOfAuthority)
    }

    private func serviceTTLs(_ reader: SettingReader) throws(LabError)
        -> [DNSConfiguration.ServiceTTL]
    {
        guard let entries = reader.component.configuration["service_ttl"]?.entries else {
            return try reader.interval("service_ttl").map { [.init(pattern: "*", ttl: $0)] } ?? []
        }
        var result: [DNSConfiguration.ServiceTTL] = []
        for entry in entries {
            guard let ttl = entry.value.text.flatMap({ GoDuration.parse($0).value }) else {
                throw reader.error("service_ttl", "holds durations; \(entry.key) is none")
            }
            result.append(.init(pattern: entry.key, ttl: ttl))
        }
        return result
    }

    private func readAuthority(
        into result: inout DNSConfiguration.StartOfAuthority
    ) throws(LabError) {
        let settings = context.component.configuration["dns_config"]?["soa"] ?? .map([])
        let reader = SettingReader(
            component: ComponentDefinition(
                name: context.component.name, role: .discovery, configuration: settings))
        let seconds = 0...Int64(UInt32.max)
        if let value = try reader.integer("refresh", in: seconds) {
            result.refresh = .seconds(value)
        }
        if let value = try reader.integer("retry", in: seconds) { result.retry = .seconds(value) }
        if let value = try reader.integer("expire", in: seconds) { result.expire = .seconds(value) }
        if let value = try reader.integer("min_ttl", in: seconds) {
            result.minimumTTL = .seconds(value)
        }
    }
}
