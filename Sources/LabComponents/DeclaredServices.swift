import LabModel
import LabNetwork
import LabPrograms

/// The services and checks that the agents declare in their own configuration.
struct DeclaredServices {
    let context: ComponentContext

    init(_ context: ComponentContext) { self.context = context }

    func services() throws(LabError) -> [ServiceRegistration] {
        var result: [ServiceRegistration] = []
        for setting in context.component.configuration["services"]?.list ?? [] {
            let reader = reader(of: setting)
            guard try isDeclaredHere(reader) else { continue }
            guard let name = try reader.text("name") else {
                throw reader.error("services", "need a name each")
            }
            var service = ServiceRegistration(
                id: try reader.text("id") ?? "", name: name, tags: try reader.texts("tags") ?? [],
                address: try reader.text("address") ?? "",
                port: UInt16(try reader.integer("port", in: 0...65_535) ?? 0))
            service.enableTagOverride = try reader.flag("enable_tag_override") ?? false
            service.meta = try pairs(setting["meta"], reader)
            if let weights = setting["weights"] {
                let reader = self.reader(of: weights)
                service.passingWeight = UInt16(try reader.integer("passing", in: 1...65_535) ?? 1)
                service.warningWeight = UInt16(try reader.integer("warning", in: 0...65_535) ?? 1)
            }
            let checks = (setting["check"].map { [$0] } ?? []) + (setting["checks"]?.list ?? [])
            for check in checks { service.checks.append(try registration(of: check)) }
            result.append(service)
        }
        return result
    }

    func checks() throws(LabError) -> [CheckRegistration] {
        var result: [CheckRegistration] = []
        for setting in context.component.configuration["checks"]?.list ?? [] {
            guard try isDeclaredHere(reader(of: setting)) else { continue }
            result.append(try registration(of: setting))
        }
        return result
    }

    private func reader(of setting: Setting) -> SettingReader {
        SettingReader(
            component: ComponentDefinition(
                name: context.component.name, role: .discovery, configuration: setting))
    }

    private func isDeclaredHere(_ reader: SettingReader) throws(LabError) -> Bool {
        try reader.texts("on").map { $0.contains(context.host.name) } ?? true
    }

    private func registration(of setting: Setting) throws(LabError) -> CheckRegistration {
        let reader = reader(of: setting)
        let kind: CheckRegistration.Kind
        if let url = try reader.text("http") {
            kind = .http(
                .init(
                    url: url, method: try reader.text("method") ?? "GET",
                    headers: try pairs(setting["header"], reader),
                    body: try reader.text("body") ?? ""))
        } else if let address = try reader.text("tcp") {
            kind = .tcp(address)
        } else if let ttl = try reader.interval("ttl") {
            kind = .ttl(ttl)
        } else {
            throw reader.error("check", "needs http, tcp or ttl")
        }
        var check = CheckRegistration(
            id: try reader.text("id") ?? "", name: try reader.text("name") ?? "", kind: kind,
            interval: try reader.interval("interval") ?? .seconds(10),
            timeout: try reader.interval("timeout"),
            status: try reader.text("status").flatMap { HealthStatus(word: $0) })
        check.notes = try reader.text("notes") ?? ""
        check.successBeforePassing = Int(
            try reader.integer("success_before_passing", in: 0...1_000) ?? 0)
        check.failuresBeforeCritical = Int(
            try reader.integer("failures_before_critical", in: 0...1_000) ?? 0)
        check.deregisterCriticalServiceAfter = try reader.interval(
            "deregister_critical_service_after")
        return check
    }

    private func pairs(
        _ setting: Setting?, _ reader: SettingReader
    ) throws(LabError) -> [CatalogPair] {
        var result: [CatalogPair] = []
        for entry in setting?.entries ?? [] {
            let value =
                entry.value.text ?? entry.value.list?.first?.text
                ?? entry.value.integer.map { "\($0)" }
            guard let value else { throw reader.error(entry.key, "is a text") }
            result.append(CatalogPair(entry.key, value))
        }
        return result.sorted { $0.key < $1.key }
    }
}
