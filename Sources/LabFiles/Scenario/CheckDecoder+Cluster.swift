import LabModel
import LabNetwork

extension CheckDecoder {
    func members(_ fields: Fields) -> MembersCheck? {
        var check = MembersCheck()
        var seen: [String: String] = [:]
        func hosts(_ key: String) -> [Target]? {
            guard let node = fields[key] else { return nil }
            let targets = context.targets.targets(node, .hosts)
            for (target, item) in zip(targets, read.items(node)) {
                guard case .name(let name) = target else { continue }
                if let other = seen[name] {
                    diagnostics.report(
                        other == key
                            ? "\(name) is named twice"
                            : "\(name) can't be both \(other) and \(key)", at: item)
                }
                seen[name] = key
                checkMember(name, item)
            }
            return targets
        }
        check.alive = hosts("alive")
        check.failed = hosts("failed")
        check.left = hosts("left")
        check.wan = fields.flag("wan") ?? false
        check.from = context.host("from", fields)
        if check.alive == nil, check.failed == nil, check.left == nil {
            diagnostics.report("members how? add alive, failed or left", at: fields.location)
        }
        return check
    }

    private func checkMember(_ name: String, _ node: FileNode) {
        guard let index = context.index, index.hasHost(name), !index.hasAgent(name) else { return }
        diagnostics.report("\(name) is no member: it runs no discovery agent", at: node)
    }

    func leader(_ fields: Fields) -> LeaderCheck? {
        var check = LeaderCheck(state: .one)
        if let word = fields["is"] {
            let words = ["one", "none", "changed"]
            guard let state = read.choice(word, of: words).flatMap(LeaderCheck.State.init) else {
                return nil
            }
            check.state = state
        }
        check.among = context.hosts("among", fields)
        check.from = context.host("from", fields)
        if let index = context.index {
            if index.servers.isEmpty {
                diagnostics.report(
                    "the topology has no discovery servers to lead", at: fields.location)
            }
            for case .name(let name) in check.among
            where index.hasHost(name) && !index.servers.contains(name) {
                fields.report("\(name) is no discovery server", at: "among")
            }
        }
        if check.state == .none, !check.among.isEmpty {
            fields.report("nobody can lead among hosts where there is no leader", at: "among")
        }
        return check
    }

    func catalog(_ fields: Fields) -> InstancesCheck? {
        guard let service = fields.text("service") else { return nil }
        var check = InstancesCheck(service: service)
        check.instances = instances("instances", fields)
        check.passing = instances("passing", fields)
        check.warning = instances("warning", fields)
        check.critical = instances("critical", fields)
        check.tags = fields.texts("tags") ?? []
        check.from = context.host("from", fields)
        return check
    }

    private func instances(_ key: String, _ fields: Fields) -> InstancesCheck.Instances? {
        guard let node = fields[key] else { return nil }
        if let nodes = node.list {
            return .exactly(context.instances.answers(nodes, isAddressed: true))
        }
        // A single instance may stand for a list of one; what begins as a bound is one.
        if let text = node.text, let first = text.first, !first.isNumber, !"<>=!≤≥≠".contains(first)
        {
            return .exactly(context.instances.answers([node], isAddressed: true))
        }
        if let text = node.text, IPv4Address(text) != nil {
            return .exactly(context.instances.answers([node], isAddressed: true))
        }
        return read.bound(node, of: .number).map { .count($0) }
    }

    func keyValue(_ fields: Fields) -> KeyCheck? {
        guard let key = fields.text("key") else { return nil }
        var value: TextPattern? = .matching("")
        if let pair = fields.pair("value") {
            value = pair.value.isNull ? nil : read.pattern(pair.value)
        }
        return KeyCheck(key: key, value: value, from: context.host("from", fields))
    }

    func process(_ fields: Fields) -> ProcessCheck? {
        guard let node = fields["target"],
            let target = context.targets.target(node, .processes)
        else { return nil }
        var check = ProcessCheck(target: target)
        check.state = fields.choice("state").flatMap(ProcessCheck.State.init)
        check.exit = fields.integer("exit").map { Int32($0) }
        check.restarts = fields.bound("restarts")
        if check.exit != nil, let state = check.state, state != .exited {
            fields.report("a process that is \(state.rawValue) has no exit code", at: "exit")
        }
        if fields["state"] == nil, check.exit == nil, check.restarts == nil {
            check.state = .running
        }
        return check
    }

    func reach(_ fields: Fields) -> ReachCheck? {
        let to = context.hosts("to", fields)
        guard !to.isEmpty else { return nil }
        return ReachCheck(
            from: context.hosts("from", fields), to: to,
            port: fields.integer("port").map { UInt16($0) }, ok: fields.flag("ok") ?? true)
    }

    func log(_ fields: Fields) -> LogCheck? {
        guard let node = fields["target"], let target = context.targets.target(node, .anything),
            let matches = fields.pattern("matches")
        else { return nil }
        return LogCheck(target: target, matches: matches, count: fields.bound("count"))
    }
}
