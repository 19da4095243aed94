import LabModel
import LabNetwork

/// Reads the networks of a topology file.
struct NetworkDecoder {
    let diagnostics: Diagnostics

    /// The networks, without their longer ways, which name hosts.
    func networks(_ file: Fields) -> [NetworkDefinition] {
        guard let node = file["networks"] else {
            file.report(
                "a topology needs a network, such as networks: {lan: {subnet: 192.168.50.0/24}}",
                at: "networks")
            return []
        }
        guard let pairs = node.pairs else {
            file.read.reportType(node, expected: "a mapping of networks")
            return []
        }
        if pairs.isEmpty {
            diagnostics.report("a topology needs at least one network", at: node)
        }
        return pairs.compactMap(network)
    }

    private func network(_ pair: FileNode.Pair) -> NetworkDefinition? {
        if let problem = NameRules.problem(ofPart: pair.key) {
            diagnostics.report(problem, at: pair.location)
        }
        guard
            let fields = Fields(
                pair.value, TopologyShapes.network, owner: pair.location, diagnostics: diagnostics)
        else { return nil }
        let link = fields.object("link").map { conditions($0) } ?? LinkConditions()
        guard let subnet = subnet(fields) else { return nil }
        return NetworkDefinition(name: pair.key, subnet: subnet, link: link)
    }

    private func subnet(_ fields: Fields) -> Subnet? {
        guard let node = fields["subnet"], let text = fields.read.text(node) else { return nil }
        if let subnet = Subnet(text) { return subnet }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let address = IPv4Address(parts[0]), let length = Int(parts[1]),
            (0...32).contains(length)
        {
            let mask: UInt32 = length == 0 ? 0 : ~0 << (32 - UInt32(length))
            let base = IPv4Address(bits: address.bits & mask)
            diagnostics.report(
                "\(text) is an address within a subnet", at: node,
                suggestion: "write \(base)/\(length)")
        } else {
            diagnostics.report("'\(text)' is no subnet, such as 192.168.50.0/24", at: node)
        }
        return nil
    }

    /// The conditions of a link, reporting those that can't be.
    func conditions(_ fields: Fields) -> LinkConditions {
        let link = fields.linkConditions()
        if link.jitter ?? .zero > .zero, link.delay == nil {
            fields.report("jitter is around a delay: give a delay too", at: "jitter")
        }
        if link.reorder ?? .zero > .zero, link.delay ?? .zero == .zero {
            fields.report("reorder needs a delay: packets overtake those that wait", at: "reorder")
        }
        return link
    }

    /// The longer ways of the networks, now that the hosts are known.
    func addLongWays(
        to networks: inout [NetworkDefinition], from file: Fields, hosts: [HostDefinition]
    ) {
        let attached = Dictionary(
            hosts.map { ($0.name, Set($0.attachments.map(\.network))) },
            uniquingKeysWith: { a, _ in a })
        for index in networks.indices {
            guard let node = file["networks"]?[networks[index].name],
                let between = node["between"], !between.isNull
            else { continue }
            for entry in between.list ?? [between] {
                guard
                    let way = longWay(entry, network: networks[index].name, attached: attached)
                else { continue }
                networks[index].between.append(way)
            }
        }
    }

    private func longWay(
        _ node: FileNode, network: String, attached: [String: Set<String>]
    ) -> NetworkDefinition.LongWay? {
        guard let fields = Fields(node, TopologyShapes.longWay, diagnostics: diagnostics) else {
            return nil
        }
        let ends = ["a", "b"].map { end in
            (fields.list(end) ?? []).compactMap { item -> String? in
                guard let name = fields.read.text(item) else { return nil }
                guard let networks = attached[name] else {
                    diagnostics.reportUnknown(
                        "unknown host '\(name)'", word: name, among: attached.keys.sorted(),
                        at: item.location)
                    return nil
                }
                if !networks.contains(network) {
                    diagnostics.report("\(name) is not on \(network)", at: item)
                }
                return name
            }
        }
        if let both = ends[0].first(where: ends[1].contains) {
            fields.report("\(both) is at both ends of the way", at: "b")
        }
        // A way of its own may have jitter around the delay of the hosts' links.
        guard let link = fields.object("link") else { return nil }
        return NetworkDefinition.LongWay(a: ends[0], b: ends[1], link: link.linkConditions())
    }
}
