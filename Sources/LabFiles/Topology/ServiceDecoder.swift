import LabModel
import LabNetwork

/// Reads the services of a topology file.
struct ServiceDecoder {
    let diagnostics: Diagnostics
    let hosts: HostNames

    /// All the services.
    func services(_ file: Fields) -> [ServiceDefinition] {
        guard let node = file["services"] else { return [] }
        guard let pairs = node.pairs else {
            file.read.reportType(node, expected: "a mapping of services")
            return []
        }
        return pairs.compactMap(service)
    }

    private func service(_ pair: FileNode.Pair) -> ServiceDefinition? {
        if let problem = NameRules.problem(ofPart: pair.key) {
            diagnostics.report(problem, at: pair.location)
        }
        guard
            let fields = Fields(
                pair.value, TopologyShapes.service, owner: pair.location, diagnostics: diagnostics)
        else { return nil }
        var service = ServiceDefinition(
            name: pair.key, image: fields.text("image") ?? "hello", location: pair.location)
        service.ports = ports(fields)
        service.environment = fields.variables("env")
        service.labels = fields.variables("labels")
        service.healthCheck = fields.object("healthcheck").flatMap(healthCheck)
        service.on = (fields.list("on") ?? []).compactMap { hosts.name($0, read: fields.read) }
        return service
    }

    private func ports(_ fields: Fields) -> [ServiceDefinition.Port] {
        var ports: [ServiceDefinition.Port] = []
        for node in fields.list("ports") ?? [] {
            guard let port = port(node, fields) else { continue }
            if ports.contains(where: { $0.exposed == port.exposed }) {
                diagnostics.report("port \(port.exposed) is exposed already", at: node)
            } else if let published = port.published,
                ports.contains(where: { $0.published == published })
            {
                diagnostics.report("port \(published) of the host is taken already", at: node)
            } else {
                ports.append(port)
            }
        }
        return ports
    }

    private func port(_ node: FileNode, _ fields: Fields) -> ServiceDefinition.Port? {
        if node.isMap {
            guard let long = Fields(node, TopologyShapes.port, diagnostics: diagnostics),
                let target = long.integer("target")
            else { return nil }
            return ServiceDefinition.Port(
                exposed: UInt16(target), published: long.integer("published").map { UInt16($0) })
        }
        guard var text = fields.read.text(node, expected: "a port such as 5000 or \"8080:5000\"")
        else { return nil }
        if text.hasSuffix("/tcp") { text.removeLast(4) }
        if text.hasSuffix("/udp") {
            diagnostics.report("services listen on TCP: leave '/udp' out", at: node)
            return nil
        }
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
            .map { UInt16($0).flatMap { $0 > 0 ? $0 : nil } }
        switch (numbers.count, numbers.first ?? nil, numbers.last ?? nil) {
        case (1, let exposed?, _):
            return ServiceDefinition.Port(exposed: exposed)
        case (2, let published?, let exposed?):
            return ServiceDefinition.Port(exposed: exposed, published: published)
        default:
            diagnostics.report(
                "'\(text)' is no port: write 5000, or \"8080:5000\" for port 8080 of the host",
                at: node)
            return nil
        }
    }

    private func healthCheck(_ fields: Fields) -> ServiceDefinition.HealthCheck? {
        var check = ServiceDefinition.HealthCheck()
        check.http = fields.text("http")
        check.tcp = fields.flag("tcp") ?? false
        check.ttl = fields.positiveDuration("ttl")
        check.interval = fields.positiveDuration("interval") ?? check.interval
        check.timeout = fields.positiveDuration("timeout") ?? check.timeout
        check.deregisterAfter = fields.positiveDuration("deregister-after")
        let kinds = ["http", "tcp", "ttl"].filter {
            fields[$0] != nil && ($0 != "tcp" || fields[$0]?.flag != false)
        }
        if kinds.isEmpty {
            fields.read.diagnostics.report(
                "a health check needs one of http, tcp or ttl", at: fields.location)
            return nil
        }
        if kinds.count > 1 {
            fields.report(
                "a health check is of one kind: '\(kinds[0])' is there already", at: kinds[1])
        }
        if check.ttl != nil {
            for key in ["interval", "timeout"] where fields[key] != nil {
                fields.report("with 'ttl' nobody asks, so there is no '\(key)'", at: key)
            }
        }
        if let path = check.http, !path.hasPrefix("/") {
            fields.report(
                "'\(path)' is no path", at: "http",
                suggestion: path.contains("://")
                    ? "write the path alone, such as /" : "write /\(path)")
        }
        return check
    }
}

/// The names of the hosts that there are.
struct HostNames {
    private let names: Set<String>
    private let diagnostics: Diagnostics

    init(_ hosts: [HostDefinition], diagnostics: Diagnostics) {
        names = Set(hosts.map(\.name))
        self.diagnostics = diagnostics
    }

    /// The host that a text names; `nil` where there is none of that name, which is reported.
    func name(_ node: FileNode, read: ValueReader) -> String? {
        guard let name = read.text(node, expected: "a host") else { return nil }
        guard names.contains(name) else {
            diagnostics.reportUnknown(
                "unknown host '\(name)'", word: name, among: names.sorted(), at: node.location)
            return nil
        }
        return name
    }
}
