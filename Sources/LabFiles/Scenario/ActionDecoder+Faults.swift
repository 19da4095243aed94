import LabModel
import LabNetwork

extension ActionDecoder {
    /// The actions that put a fault in force.
    func faults(_ key: String, _ fields: Fields) -> [Action] {
        let fault: Fault?
        var others: [Fault] = []
        switch key {
        case "pause": fault = subject(fields).map { .pause(targets: $0) }
        case "maintenance":
            fault = subject(fields).map { .maintenance(targets: $0, reason: fields.text("reason")) }
        case "partition": fault = partition(fields)
        case "isolate": fault = hosts(fields).map { .isolate(hosts: $0) }
        case "block": fault = block(fields)
        case "unplug":
            fault = hosts(fields).map { .unplug(hosts: $0, network: network(fields, hosts: $0)) }
        case "degrade":
            others = degrade(fields)
            fault = nil
        case "skew": fault = skew(fields)
        case "fill-disk": fault = fillDisk(fields)
        default: fault = dns(fields)
        }
        let duration = fields.positiveDuration("for")
        let name = fields.text("name")
        if name == "all" {
            fields.report("'all' heals every fault: choose another name", at: "name")
        }
        let all = fault.map { [$0] } ?? others
        return all.map { .inject($0, name: name, duration: duration) }
    }

    private func partition(_ fields: Fields) -> Fault? {
        guard let node = fields["groups"] else { return nil }
        let items = context.read.items(node)
        var first: [String: Int] = [:]
        let groups = items.enumerated().map { number, item in
            let group = context.targets.targets(item, .hosts)
            for case .name(let host) in group {
                if let other = first[host] {
                    diagnostics.report(
                        other == number
                            ? "\(host) is named twice in its group"
                            : "\(host) is in two groups", at: item)
                }
                first[host] = number
            }
            return group
        }
        if items.isEmpty {
            diagnostics.report("a partition needs at least one group", at: node)
        } else if let empty = items.first(where: { $0.list?.isEmpty ?? false }) {
            diagnostics.report("a group without hosts", at: empty)
        } else if items.count == 1, let index = context.index, first.count == index.hosts.count {
            diagnostics.report("all hosts are in the one group: nothing is parted", at: node)
        }
        return groups.isEmpty || groups.contains(where: \.isEmpty)
            ? nil : .partition(groups: groups)
    }

    private func block(_ fields: Fields) -> Fault? {
        guard let from = only(["from"], of: fields), let to = only(["to"], of: fields) else {
            return nil
        }
        let sources = context.targets.targets(from, .hosts)
        let destinations = context.targets.targets(to, .hosts)
        if sources.count == 1, sources == destinations, case .name = sources[0] {
            diagnostics.report("packets from \(sources[0]) to itself pass no wire", at: to)
        }
        guard !sources.isEmpty, !destinations.isEmpty else { return nil }
        return .block(from: sources, to: destinations, reject: fields.flag("reject") ?? false)
    }

    /// One fault for each of the links.
    private func degrade(_ fields: Fields) -> [Fault] {
        let wires = wires(fields)
        let link = fields.linkConditions()
        let known = TopologyShapes.linkFields.map(\.key)
        if !known.contains(where: { fields[$0] != nil }) {
            diagnostics.report(
                "degrade how? add one of \(known.formatted)", at: fields.location)
        }
        checkConditions(link, fields)
        let direction = fields.choice("direction").flatMap(Fault.Direction.init) ?? .both
        return wires.map { .degrade($0, link, direction) }
    }

    private func wires(_ fields: Fields) -> [Fault.Wire] {
        guard let node = only(["link", "between"], of: fields) else { return [] }
        guard fields["link"] == nil else {
            return (hosts(fields, keys: ["link"]) ?? []).map { .link($0) }
        }
        guard let ends = node.list, ends.count == 2 else {
            diagnostics.report("'between' needs two ends, such as [host-1, host-2]", at: node)
            return []
        }
        let a = context.targets.targets(ends[0], .hosts)
        let b = context.targets.targets(ends[1], .hosts)
        if let both = a.first(where: b.contains), case .name = both {
            diagnostics.report("\(both) is at both ends", at: ends[1])
        }
        return a.isEmpty || b.isEmpty ? [] : [.between(a, b)]
    }

    /// Reports conditions that need a delay where neither the fault nor the network gives one.
    private func checkConditions(_ link: LinkConditions, _ fields: Fields) {
        let networks = context.index?.topology.networks ?? []
        let hasDelay =
            link.delay.map { $0 > .zero }
            ?? networks.contains { $0.link.delay ?? .zero > .zero }
        guard !hasDelay, context.index != nil else { return }
        if link.reorder ?? .zero > .zero {
            fields.report("reorder needs a delay: packets overtake those that wait", at: "reorder")
        }
        if link.jitter ?? .zero > .zero {
            fields.report("jitter is around a delay: give a delay too", at: "jitter")
        }
    }

    private func skew(_ fields: Fields) -> Fault? {
        if fields["offset"] == nil, fields["drift"] == nil {
            diagnostics.report("skew how? add 'offset' or 'drift'", at: fields.location)
        }
        let offset = fields["offset"].flatMap {
            fields.read.literal($0, expected: "a duration such as -5m", Literal.signedDuration)
        }
        let drift = fields["drift"].flatMap {
            fields.read.literal($0, expected: "a drift such as 50ppm", Literal.drift)
        }
        return hosts(fields).map {
            .skew(hosts: $0, offset: offset ?? .zero, driftPerBillion: drift ?? 0)
        }
    }

    private func fillDisk(_ fields: Fields) -> Fault? {
        let leave = fields["leave"].flatMap {
            fields.read.literal($0, expected: "a size such as 1MiB", Literal.size)
        }
        return hosts(fields).map { .fillDisk(hosts: $0, leave: leave ?? 0) }
    }

    private func dns(_ fields: Fields) -> Fault? {
        if fields["answer"] == nil, fields["delay"] == nil {
            diagnostics.report(
                "answer what? add 'answer', such as NXDOMAIN, or 'delay'", at: fields.location)
        }
        let words = Fault.DNSAnswer.allCases.map(\.rawValue)
        let answer = fields["answer"].flatMap {
            fields.read.choice($0, of: words, ignoringCase: true)
        }
        let delay = fields.positiveDuration("delay")
        let match = fields.pattern("match")
        return agents(fields, keys: ["on", "host", "target"]).map {
            .dns(
                hosts: $0, answer: answer.flatMap(Fault.DNSAnswer.init), delay: delay, match: match)
        }
    }

    func heal(_ fields: Fields) -> Action? {
        guard let node = fields["name"] else { return nil }
        var names: [String] = []
        for item in context.read.items(node) {
            guard let name = context.read.text(item, expected: "all, or the name of a fault")
            else { continue }
            if name == "all" { return .heal(names: []) }
            checkFault(name, item)
            names.append(name)
        }
        if node.list?.isEmpty ?? false {
            diagnostics.report("heal what? write all, or the names of faults", at: node)
        }
        return names.isEmpty ? nil : .heal(names: names)
    }

    /// A fault is named by its own name, by its action, or by what it was done to.
    private func checkFault(_ name: String, _ node: FileNode) {
        if context.faultNames.contains(name) || ActionShapes.kind(name) != nil { return }
        guard let index = context.index else { return }
        if index.hasHost(name) || name.contains("/") || Literal.targetWords[name] != nil {
            _ = context.targets.target(node, .anything)
            return
        }
        if index.hasComponent(name) || index.hasService(name) { return }
        diagnostics.reportUnknown(
            "no fault is named '\(name)'", word: name,
            among: context.faultNames.sorted() + ["all"] + index.hosts, at: node.location)
    }
}
