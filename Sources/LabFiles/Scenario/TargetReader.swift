import LabModel
import LabNetwork

/// Reads targets, and reports those that name nothing in the topology.
struct TargetReader {
    /// What a place takes.
    enum Kind {
        /// Hosts, components and instances.
        case anything
        /// Hosts alone.
        case hosts
        /// Components and instances.
        case processes
    }

    /// The topology's names; `nil` where it is not known, and nothing can be checked.
    let index: TopologyIndex?
    let read: ValueReader

    private var diagnostics: Diagnostics { read.diagnostics }

    /// A target, or a list of them.
    func targets(_ node: FileNode, _ kind: Kind) -> [Target] {
        read.items(node).compactMap { target($0, kind) }
    }

    /// A single target.
    func target(_ node: FileNode, _ kind: Kind) -> Target? {
        let expected = kind == .hosts ? "a host" : "a target such as host-1 or host-1/simple"
        guard let target = read.literal(node, expected: expected, Literal.target) else {
            return nil
        }
        check(target, kind, node)
        return target
    }

    private func check(_ target: Target, _ kind: Kind, _ node: FileNode) {
        guard let index else { return }
        switch target {
        case .name(let name):
            check(name: name, kind, node, index)
        case .part(let host, let name, let number):
            if kind == .hosts {
                report("'\(target)' is a part of a host; this wants the host", name, node)
                return
            }
            check(host, .hosts, node)
            check(part: name, number: number, of: host, node, index)
        case .oneOf(let targets):
            for target in targets { check(target, kind, node) }
        case .leader, .followers, .servers, .minority, .majority:
            if kind == .processes {
                report("'\(target)' is a host; write \(target)/…", "\(target)", node)
            }
            check(servers: target, node, index)
        }
    }

    private func check(servers target: Target, _ node: FileNode, _ index: TopologyIndex) {
        if index.servers.isEmpty {
            report("'\(target)' needs discovery servers, and the topology has none", "", node)
        } else if target == .minority, index.servers.count < 3 {
            let count = index.servers.count
            report(
                "\(count) discovery server\(count == 1 ? " has" : "s have") no minority", "", node)
        } else if target == .followers, index.servers.count == 1 {
            report("a single discovery server has no followers", "", node)
        }
    }

    private func check(
        name: String, _ kind: Kind, _ node: FileNode, _ index: TopologyIndex
    ) {
        if index.hasHost(name) {
            if kind == .processes {
                report("'\(name)' is a host; name what runs on it, as \(name)/…", name, node)
            }
            return
        }
        let isPart = index.hasComponent(name) || index.hasService(name)
        if kind == .hosts {
            if isPart {
                report("'\(name)' is no host, but what runs on hosts", name, node)
            } else {
                reportUnknown("unknown host '\(name)'", name, among: index.hosts, node)
            }
        } else if !isPart {
            let known = index.hosts + index.components + index.services
            reportUnknown(
                "'\(name)' is neither a host nor a component nor a service", name, among: known,
                node)
        } else if index.hasComponent(name), !index.runsSomewhere(name) {
            report("no host runs \(name)", name, node)
        }
    }

    private func check(
        part name: String, number: Int?, of host: Target, _ node: FileNode, _ index: TopologyIndex
    ) {
        if index.hasService(name) { return }
        guard index.hasComponent(name) else {
            var known = index.components + index.services
            if case .name(let host) = host, index.hasHost(host) { known = index.parts(of: host) }
            reportUnknown("unknown component or service '\(name)'", name, among: known, node)
            return
        }
        if number != nil {
            report("\(name) is a component: a host has one of it, without a number", name, node)
        }
        if case .name(let host) = host, index.hasHost(host), !index.runs(name, on: host) {
            let running = index.topology.hosts.filter { $0.run.contains(name) }.map(\.name)
            reportUnknown("\(host) does not run \(name)", host, among: running, node, shown: host)
        }
    }

    private func report(_ message: String, _ word: String, _ node: FileNode) {
        let place = place(of: word, in: node)
        diagnostics.report(message, at: place.location, length: place.length)
    }

    private func reportUnknown(
        _ message: String, _ word: String, among known: [String], _ node: FileNode,
        shown: String? = nil
    ) {
        let place = place(of: shown ?? word, in: node)
        diagnostics.reportUnknown(
            message, word: word, among: known, at: place.location, length: place.length)
    }

    /// Where a word stands in a longer target, as far as the text is as in the file.
    private func place(
        of word: String, in node: FileNode
    ) -> (location: SourceLocation, length: Int?) {
        guard let text = node.text, !word.isEmpty, word.count < text.count,
            let range = text.firstRange(of: word)
        else { return (node.location, nil) }
        var location = node.location
        location.column += text.distance(from: text.startIndex, to: range.lowerBound)
        location.column += node.isPlain ? 0 : 1
        return (location, word.count)
    }
}
