import LabModel
import LabNetwork

/// What the decoders of a scenario's parts share.
struct ScenarioContext {
    let diagnostics: Diagnostics
    /// The topology's names; `nil` where it could not be read.
    let index: TopologyIndex?
    /// The names of the scenario's traffic.
    var trafficNames: [String] = []
    /// Names by which faults can be healed.
    var faultNames: Set<String> = []
    /// Services that have been started before the step that is read.
    var startedServices: Set<String> = []

    var read: ValueReader { ValueReader(diagnostics: diagnostics) }
    var targets: TargetReader { TargetReader(index: index, read: read) }
    var instances: InstanceReader { InstanceReader(index: index, read: read) }

    /// The host of a key, which may be a target that stands for one.
    func host(_ key: String, _ fields: Fields) -> Target? {
        fields[key].flatMap { targets.target($0, .hosts) }
    }

    /// The hosts of a key; none where it is not there.
    func hosts(_ key: String, _ fields: Fields) -> [Target] {
        fields[key].map { targets.targets($0, .hosts) } ?? []
    }

    /// The address of a resource, whose host must be in the topology or be a name of DNS.
    func url(_ key: String, _ fields: Fields) -> String? {
        guard let node = fields[key],
            let text = read.text(node, expected: "an address such as http://host-1/")
        else { return nil }
        guard text.hasPrefix("http://") else {
            let isSecure = text.hasPrefix("https://")
            diagnostics.report(
                isSecure ? "only http:// can be asked for" : "'\(text)' is no http:// address",
                at: node,
                suggestion: text.contains("://") ? nil : "write http://\(text)")
            return nil
        }
        let authority = text.dropFirst("http://".count).prefix { !"/?#".contains($0) }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first.map(String.init), !host.isEmpty, parts.count <= 2,
            !text.contains(" ")
        else {
            diagnostics.report("'\(text)' is no http:// address", at: node)
            return nil
        }
        if parts.count == 2, UInt16(parts[1]).map({ $0 > 0 }) != true {
            diagnostics.report("'\(parts[1])' is no port", at: node)
            return nil
        }
        checkHost(host, of: node)
        return text
    }

    private func checkHost(_ host: String, of node: FileNode) {
        guard let index, !host.contains("."), host != "localhost", !index.hasHost(host) else {
            return
        }
        var place = node.location
        place.column += "http://".count + (node.isPlain ? 0 : 1)
        diagnostics.reportUnknown(
            "unknown host '\(host)'", word: host, among: index.hosts, at: place, length: host.count)
    }

    /// `NAME: value` pairs of a key.
    func headers(_ key: String, _ fields: Fields) -> [HTTPCheck.Header<String>] {
        pairs(key, fields).compactMap { pair in
            read.text(pair.value).map { HTTPCheck.Header(pair.key, $0) }
        }
    }

    /// The pairs of the map at a key.
    func pairs(_ key: String, _ fields: Fields) -> [FileNode.Pair] {
        guard let node = fields[key] else { return [] }
        guard let pairs = node.pairs else {
            read.reportType(node, expected: "a mapping")
            return []
        }
        return pairs
    }

    /// The method of a key, in capitals; GET where there is none.
    func method(_ fields: Fields) -> String {
        guard let node = fields["method"], let text = read.text(node) else { return "GET" }
        let method = text.uppercased()
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        if !known.contains(method) {
            diagnostics.reportUnknown(
                "unknown method '\(text)'", word: method, among: known, at: node.location)
        }
        return method
    }
}
