import LabModel
import LabNetwork

/// Reads the hosts of a topology file: inheritance, counts and addresses.
struct HostDecoder {
    private static let mostHosts = 100_000

    /// A host whose address on a network is given, or is to be given.
    private struct Draft {
        var host: HostDefinition
        var wishes: [Wish]
    }

    private struct Wish {
        var network: String
        var address: IPv4Address?
        var location: SourceLocation
    }

    let diagnostics: Diagnostics
    let networks: [NetworkDefinition]

    /// All the hosts, counts expanded, with addresses.
    func hosts(_ file: Fields) -> [HostDefinition] {
        guard let node = file["hosts"] else {
            file.report("a topology needs hosts, such as hosts: {host-1: {}}", at: "hosts")
            return []
        }
        guard let pairs = node.pairs else {
            file.read.reportType(node, expected: "a mapping of hosts")
            return []
        }
        if pairs.isEmpty { diagnostics.report("a topology needs at least one host", at: node) }
        let inheritance = Inheritance(file, diagnostics: diagnostics)
        var drafts: [Draft] = []
        for pair in pairs {
            guard drafts.count <= Self.mostHosts else {
                diagnostics.report("more than \(Self.mostHosts) hosts", at: pair.location)
                break
            }
            drafts += self.drafts(pair, inheritance: inheritance)
        }
        reportDoubledNames(drafts)
        return addressed(drafts)
    }

    private func drafts(_ pair: FileNode.Pair, inheritance: Inheritance) -> [Draft] {
        let inherited = inheritance.keys(for: pair.value)
        guard
            Fields(
                pair.value, TopologyShapes.host, owner: pair.location, diagnostics: diagnostics)
                != nil,
            let fields = Fields(
                inherited, TopologyShapes.host, owner: pair.location, diagnostics: diagnostics)
        else { return [] }
        let draft = draft(pair, fields)
        guard let count = count(pair, fields) else { return [draft] }
        return (0..<count).map { index in
            var copy = draft
            copy.host.name = pair.key + "\(index + 1)"
            for wish in copy.wishes.indices {
                copy.wishes[wish].address = copy.wishes[wish].address.map {
                    IPv4Address(bits: $0.bits &+ UInt32(index))
                }
            }
            return copy
        }
    }

    /// How many hosts a name stands for; `nil` for a plain one.
    private func count(_ pair: FileNode.Pair, _ fields: Fields) -> Int? {
        let count = fields.integer("count")
        if fields["count"] == nil || !pair.key.hasSuffix("-") {
            if let problem = NameRules.problem(ofHost: pair.key) {
                diagnostics.report(problem, at: pair.location)
            } else if NameRules.reserved.contains(pair.key) {
                diagnostics.report(
                    "'\(pair.key)' means something else in a scenario: choose another name",
                    at: pair.location)
            }
            if fields["count"] != nil {
                fields.report(
                    "a count needs a name that ends in '-'", at: "count",
                    suggestion: "write \(pair.key)-: {count: …}")
            }
            return nil
        }
        if let problem = NameRules.problem(ofHost: pair.key + "1") {
            diagnostics.report(problem, at: pair.location)
        }
        return count ?? 1
    }

    private func draft(_ pair: FileNode.Pair, _ fields: Fields) -> Draft {
        var host = HostDefinition(name: pair.key, attachments: [], location: pair.location)
        host.run = fields.texts("run") ?? []
        host.cpus = fields["cpus"].flatMap { fields.read.number($0) }
        host.memory = size("memory", fields)
        host.disk = size("disk", fields)
        host.on = fields["on"].flatMap { place($0, fields) }
        return Draft(host: host, wishes: wishes(fields))
    }

    private func size(_ key: String, _ fields: Fields) -> Int64? {
        fields[key].flatMap {
            fields.read.literal($0, expected: "a size such as 64MiB", Literal.size)
        }
    }

    /// Where a machine runs; `nil` for the lab's own place.
    private func place(_ node: FileNode, _ fields: Fields) -> LibvirtURI? {
        guard let text = fields.read.text(node), text != "lab" else { return nil }
        do {
            let place = try LibvirtURI(text)
            guard place.driver == .embed else { return place }
            diagnostics.report(
                "'\(text)' is the lab's own place: write lab, or leave 'on' out", at: node)
        } catch {
            diagnostics.report(error.message, at: node)
        }
        return nil
    }

    private func wishes(_ fields: Fields) -> [Wish] {
        var wishes: [Wish] = []
        if let node = fields["address"], let address = fields.read.address(node) {
            let network = networks.first { $0.subnet.contains(address) } ?? networks.first
            if let network, networks.count == 1 || network.subnet.contains(address) {
                wishes.append(
                    Wish(network: network.name, address: address, location: node.location))
            } else if !networks.isEmpty {
                diagnostics.report("\(address) is in none of the networks", at: node)
            }
            if fields["addresses"] != nil {
                fields.report("give either 'address' or 'addresses'", at: "addresses")
            }
        }
        for pair in fields["addresses"].map({ pairs($0, fields) }) ?? [] {
            guard isNetwork(pair.key, at: pair.location) else { continue }
            let isFree = pair.value.isNull || pair.value.text == "auto"
            let address = isFree ? nil : fields.read.address(pair.value)
            wishes.append(Wish(network: pair.key, address: address, location: pair.location))
        }
        for node in fields.list("networks") ?? [] {
            guard let name = fields.read.text(node), isNetwork(name, at: node.location),
                !wishes.contains(where: { $0.network == name })
            else { continue }
            wishes.append(Wish(network: name, address: nil, location: node.location))
        }
        if wishes.isEmpty, let first = networks.first {
            wishes.append(Wish(network: first.name, address: nil, location: fields.location))
        }
        return wishes
    }

    private func pairs(_ node: FileNode, _ fields: Fields) -> [FileNode.Pair] {
        guard let pairs = node.pairs else {
            fields.read.reportType(node, expected: "a mapping from networks to addresses")
            return []
        }
        return pairs
    }

    private func isNetwork(_ name: String, at place: SourceLocation) -> Bool {
        if networks.contains(where: { $0.name == name }) { return true }
        diagnostics.reportUnknown(
            "unknown network '\(name)'", word: name, among: networks.map(\.name), at: place)
        return false
    }

    private func reportDoubledNames(_ drafts: [Draft]) {
        var seen: [String: SourceLocation] = [:]
        for draft in drafts {
            // Names of hosts are names of DNS, where case makes no difference (RFC 4343).
            let name = draft.host.name.lowercased()
            guard let place = draft.host.location else { continue }
            if let first = seen[name] {
                diagnostics.report(
                    "there is a host '\(draft.host.name)' already, from line \(first.line)",
                    at: place)
            } else {
                seen[name] = place
            }
        }
    }

    /// The hosts with their addresses: first those that are given, then the next free ones.
    private func addressed(_ drafts: [Draft]) -> [HostDefinition] {
        var plan = AddressPlan(networks: networks, diagnostics: diagnostics)
        for draft in drafts {
            for wish in draft.wishes {
                guard let address = wish.address else { continue }
                plan.take(address, on: wish.network, for: draft.host.name, at: wish.location)
            }
        }
        let order = Dictionary(
            networks.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { a, _ in a })
        return drafts.map { draft in
            var host = draft.host
            for wish in draft.wishes.sorted(by: { order[$0.network] ?? 0 < order[$1.network] ?? 0 })
            {
                let address =
                    wish.address
                    ?? plan.give(on: wish.network, to: host.name, at: wish.location)
                guard let address else { continue }
                host.attachments.append(
                    HostDefinition.Attachment(network: wish.network, address: address))
            }
            return host
        }
    }
}
