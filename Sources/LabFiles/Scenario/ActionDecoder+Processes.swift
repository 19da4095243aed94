import LabModel
import LabNetwork

extension ActionDecoder {
    func start(_ fields: Fields) -> Action? {
        guard let node = only(["target", "service", "host"], of: fields) else { return nil }
        let targets: [Target]
        if fields["target"] != nil {
            targets = context.targets.targets(node, .anything)
        } else if fields["service"] != nil {
            targets = services(node)
        } else {
            targets = context.targets.targets(node, .hosts)
        }
        let on = context.hosts("on", fields)
        let action = Action.start(
            targets: targets, on: on, count: fields.integer("count"),
            environment: fields.variables("env"))
        checkStart(targets, fields, node)
        return targets.isEmpty ? nil : action
    }

    private func services(_ node: FileNode) -> [Target] {
        context.read.items(node).compactMap { item in
            guard let name = context.read.text(item, expected: "a service") else { return nil }
            if let index = context.index, !index.hasService(name) {
                diagnostics.reportUnknown(
                    "unknown service '\(name)'", word: name, among: index.services,
                    at: item.location)
            }
            return .name(name)
        }
    }

    /// Reports `on` and its like for what is no service, and services that can start nowhere.
    private func checkStart(_ targets: [Target], _ fields: Fields, _ node: FileNode) {
        guard let index = context.index else { return }
        for target in targets {
            switch target {
            case .name(let name) where index.hasService(name):
                let homes = index.topology.service(named: name)?.on ?? []
                if fields["on"] == nil, homes.isEmpty, !context.startedServices.contains(name) {
                    diagnostics.report(
                        "start \(name) where? add 'on' with a host, or write HOST/\(name)",
                        at: node)
                }
            case .part(let host, let name, let number) where index.hasService(name):
                if fields["on"] != nil {
                    fields.report("'\(target)' says the host already: \(host)", at: "on")
                }
                if number != nil, fields["count"] != nil {
                    fields.report("'\(target)' is one instance", at: "count")
                }
            case .name(let name) where !index.hasHost(name) && !index.hasComponent(name):
                continue
            default:
                for key in ["on", "count", "env"] where fields[key] != nil {
                    fields.report("'\(key)' is for services, and '\(target)' is none", at: key)
                }
            }
        }
    }

    func kill(_ fields: Fields) -> Action? {
        guard let targets = subject(fields) else { return nil }
        var signal = "SIGKILL"
        if let node = fields["signal"] {
            signal =
                fields.read.literal(node, expected: "a signal such as SIGTERM", SignalName.parse)
                ?? signal
            if signal != "SIGKILL", let host = targets.first(where: isHost) {
                fields.report(
                    "'\(host)' is a host, which loses power: signals are for processes",
                    at: "signal")
            }
        }
        return .kill(targets: targets, signal: signal)
    }

    /// Whether a target stands for whole hosts.
    func isHost(_ target: Target) -> Bool {
        switch target {
        case .name(let name): context.index?.hasHost(name) ?? false
        case .part: false
        case .oneOf(let targets): targets.contains(where: isHost)
        case .leader, .followers, .servers, .minority, .majority: true
        }
    }

    func execute(_ fields: Fields) -> Action? {
        guard let node = fields["command"] else { return nil }
        let command: [String]
        if let list = node.list {
            command = list.compactMap { context.read.text($0) }
        } else {
            // A text is a line for the shell, as in a compose file's healthcheck.
            command = context.read.text(node).map { ["/bin/sh", "-c", $0] } ?? []
        }
        guard !command.isEmpty else {
            if node.list?.isEmpty ?? false { diagnostics.report("the command is empty", at: node) }
            return nil
        }
        var action = ExecuteAction(command: command, on: context.hosts("on", fields))
        action.exit = Int32(fields.integer("exit") ?? 0)
        action.stdout = fields.pattern("stdout")
        action.capture = fields.text("capture")
        return .execute(action)
    }

    func putKey(_ fields: Fields) -> Action? {
        let pair = fields.pair("value")
        guard let key = fields.text("put"), let value = fields["value"]?.text ?? emptyText(pair)
        else {
            if let value = fields["value"], value.text == nil {
                context.read.reportType(value, expected: "a text")
            }
            return nil
        }
        return .putKey(key: key, value: value, from: context.host("from", fields))
    }

    private func emptyText(_ pair: FileNode.Pair?) -> String? {
        guard case .scalar("", false)? = pair?.value.content else { return nil }
        return ""
    }

    func deploy(_ fields: Fields) -> Action? {
        guard let job = fields.text("job") else { return nil }
        if let index = context.index {
            let schedulers = index.topology.components.filter { $0.role == .scheduler }
            let jobs = schedulers.flatMap { $0.configuration["jobs"]?.entries ?? [] }.map(\.key)
            if schedulers.isEmpty {
                diagnostics.report(
                    "the topology has no component of the role 'scheduler' to deploy to",
                    at: fields.location)
            } else if !jobs.isEmpty, !jobs.contains(job), !index.hasService(job) {
                diagnostics.reportUnknown(
                    "unknown job '\(job)'", word: job, among: jobs,
                    at: fields["job"]?.location ?? fields.location)
            }
        }
        return .deploy(job: job, count: fields.integer("count"))
    }
}
