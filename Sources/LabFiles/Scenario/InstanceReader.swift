import LabModel
import LabNetwork

/// Reads the texts by which checks name instances: hosts, addresses, `host/service`.
struct InstanceReader {
    let index: TopologyIndex?
    let read: ValueReader

    private var diagnostics: Diagnostics { read.diagnostics }

    /// Instances as `host/service` or `host/service.n`, and nothing else.
    func instances(_ nodes: [FileNode]) -> [String] {
        nodes.compactMap { node in
            guard let text = read.text(node, expected: "an instance such as host-1/simple") else {
                return nil
            }
            guard text.contains("/") else {
                let isService = index?.hasService(text) ?? false
                diagnostics.report(
                    "'\(text)' is no instance", at: node,
                    suggestion: isService ? "write HOST/\(text)" : "write \(text)/SERVICE")
                return nil
            }
            checkPart(text, node)
            return text
        }
    }

    /// Answers: hosts, addresses, `host/service`, `host:port`, each also with other words about.
    ///
    /// - Parameter isAddressed: whether the answers are hosts; texts of other records are free.
    func answers(_ nodes: [FileNode], isAddressed: Bool) -> [String] {
        nodes.compactMap { node in
            guard let text = read.text(node, expected: "a host, an address or host/service") else {
                return nil
            }
            if isAddressed { checkAnswer(text, node) }
            return text
        }
    }

    private func checkAnswer(_ text: String, _ node: FileNode) {
        if text.contains("/") { return checkPart(text, node) }
        guard let index else { return }
        let host = text.split(separator: ":").first.map(String.init) ?? text
        if index.hasHost(host) || IPv4Address(host) != nil || IPv6Address(text) != nil { return }
        // Anything with a dot may be a name that a record holds.
        if host.contains(".") { return }
        if Literal.targetWords[host] != nil || text.hasPrefix("one-of(") {
            TargetReader(index: index, read: read).targets(node, .hosts).forEach { _ in }
            return
        }
        diagnostics.reportUnknown(
            "'\(text)' is neither a host nor an address", word: host, among: index.hosts,
            at: node.location)
    }

    private func checkPart(_ text: String, _ node: FileNode) {
        guard case .part(_, let name, _)? = try? Literal.target(text), let index,
            index.isDeclared(name)
        else {
            _ = TargetReader(index: index, read: read).target(node, .anything)
            return
        }
        // A service that an agent declares has no container, but it has a host.
        let host = FileNode(
            .scalar(String(text.prefix { $0 != "/" }), isPlain: node.isPlain), at: node.location)
        _ = TargetReader(index: index, read: read).target(host, .hosts)
    }
}
