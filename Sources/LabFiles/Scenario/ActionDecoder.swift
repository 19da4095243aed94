import LabModel
import LabNetwork

/// Reads actions in their short and long forms.
struct ActionDecoder {
    let context: ScenarioContext

    var diagnostics: Diagnostics { context.diagnostics }

    /// The actions of one key of a step.
    ///
    /// Both forms are brought to one: the short form's value becomes the first key of the long one,
    /// and the keys that the step has beside are laid into it. A list of long forms is as many
    /// actions.
    func actions(
        _ pair: FileNode.Pair, kind: ActionShapes.Kind, siblings: [FileNode.Pair]
    ) -> [PlacedAction] {
        guard !pair.value.isNull else {
            diagnostics.report("\(kind.key) what? \(Self.example(kind))", at: pair.location)
            return []
        }
        return forms(of: pair, kind: kind).flatMap { form, place -> [PlacedAction] in
            let node = withSiblings(form, siblings)
            guard let fields = Fields(node, kind.object, owner: place, diagnostics: diagnostics)
            else { return [] }
            let actions =
                action(kind.key, fields).map { [$0] }
                ?? (Self.faultKeys.contains(kind.key) ? faults(kind.key, fields) : [])
            return actions.map { PlacedAction($0, at: place) }
        }
    }

    private static func example(_ kind: ActionShapes.Kind) -> String {
        let key = kind.key
        switch key {
        case "partition": return "write partition: [[host-1], [host-2, host-3]]"
        case "block": return "write block: {from: host-1, to: host-2}"
        case "degrade": return "write degrade: {link: host-1, loss: 10%}"
        case "skew": return "write skew: {host: host-1, offset: 5s}"
        case "dns-fault": return "write dns-fault: {on: host-1, answer: NXDOMAIN}"
        case "heal": return "write heal: all"
        case "exec": return "write exec: [COMMAND, ARGUMENT]"
        case "kv": return "write kv: {put: KEY, value: VALUE}"
        case "deploy": return "write deploy: JOB"
        case "wait": return "write wait: 5s"
        default: return "write \(key): host-1"
        }
    }

    private func forms(
        of pair: FileNode.Pair, kind: ActionShapes.Kind
    ) -> [(FileNode, SourceLocation)] {
        if pair.value.isMap { return [(pair.value, pair.location)] }
        if let nodes = pair.value.list, nodes.contains(where: \.isMap) {
            return nodes.map { node in
                (node.isMap ? node : long(node, kind, at: node.location), node.location)
            }
        }
        if ["block", "kv"].contains(kind.key) {
            context.read.reportType(
                pair.value, expected: "a mapping", suggestion: Self.example(kind))
            return []
        }
        return [(long(pair.value, kind, at: pair.location), pair.location)]
    }

    private func long(
        _ value: FileNode, _ kind: ActionShapes.Kind, at place: SourceLocation
    ) -> FileNode {
        let pair = FileNode.Pair(
            key: kind.primary.first?.key ?? "target", location: place, value: value)
        return FileNode(.map([pair]), at: place)
    }

    private func withSiblings(_ form: FileNode, _ siblings: [FileNode.Pair]) -> FileNode {
        guard !siblings.isEmpty, case .map(let pairs) = form.content else { return form }
        let added = siblings.filter { sibling in
            guard let first = pairs.first(where: { $0.key == sibling.key }) else { return true }
            diagnostics.report(
                "'\(sibling.key)' is given twice, first on line \(first.location.line)",
                at: sibling.location)
            return false
        }
        return FileNode(.map(pairs + added), at: form.location)
    }

    private func action(_ key: String, _ fields: Fields) -> Action? {
        switch key {
        case "start": return start(fields)
        case "stop":
            return subject(fields).map { .stop(targets: $0, grace: fields.duration("grace")) }
        case "kill": return kill(fields)
        case "restart":
            return subject(fields).map { .restart(targets: $0, after: fields.duration("after")) }
        case "resume": return subject(fields).map { .resume(targets: $0) }
        case "leave": return agents(fields, keys: ["host", "target"]).map { .leave(hosts: $0) }
        case "plug":
            return hosts(fields).map { .plug(hosts: $0, network: network(fields, hosts: $0)) }
        case "heal": return heal(fields)
        case "exec": return execute(fields)
        case "kv": return putKey(fields)
        case "deploy": return deploy(fields)
        case "wait": return fields.duration("for").map { .wait($0) }
        default: return nil
        }
    }

    /// The actions that put a fault in force.
    private static let faultKeys: Set<String> = [
        "pause", "maintenance", "partition", "isolate", "block", "unplug", "degrade", "skew",
        "fill-disk", "dns-fault",
    ]

    // MARK: - What an action is done to

    /// The value of the one key of several that says what an action is about.
    func only(_ keys: [String], of fields: Fields) -> FileNode? {
        let given = keys.filter { fields[$0] != nil }
        if given.count > 1 {
            fields.report("give either '\(given[0])' or '\(given[1])'", at: given[1])
        }
        if let first = given.first { return fields[first] }
        diagnostics.report("\(fields.shape.title) needs '\(keys[0])'", at: fields.location)
        return nil
    }

    /// The targets of an action that may be done to anything.
    func subject(_ fields: Fields) -> [Target]? {
        guard let node = only(["target", "host"], of: fields) else { return nil }
        return nonempty(
            context.targets.targets(node, fields["target"] == nil ? .hosts : .anything), node)
    }

    /// The hosts of an action that is done to hosts.
    func hosts(_ fields: Fields, keys: [String] = ["host", "target"]) -> [Target]? {
        guard let node = only(keys, of: fields) else { return nil }
        return nonempty(context.targets.targets(node, .hosts), node)
    }

    /// The hosts of an action that only discovery agents can do.
    func agents(_ fields: Fields, keys: [String]) -> [Target]? {
        guard let node = only(keys, of: fields) else { return nil }
        for item in context.read.items(node) {
            guard let name = item.text, let index = context.index, index.hasHost(name),
                !index.hasAgent(name)
            else { continue }
            diagnostics.report("\(name) runs no discovery agent", at: item)
        }
        return nonempty(context.targets.targets(node, .hosts), node)
    }

    private func nonempty(_ targets: [Target], _ node: FileNode) -> [Target]? {
        if targets.isEmpty, node.list?.isEmpty ?? false {
            diagnostics.report("the list is empty: nothing would be done", at: node)
        }
        return targets.isEmpty ? nil : targets
    }

    /// The network of a key, which the hosts must be on.
    func network(_ fields: Fields, hosts: [Target]) -> String? {
        guard let node = fields["network"], let name = fields.read.text(node) else { return nil }
        guard let index = context.index else { return name }
        let known = index.topology.networks.map(\.name)
        guard known.contains(name) else {
            diagnostics.reportUnknown(
                "unknown network '\(name)'", word: name, among: known, at: node.location)
            return nil
        }
        for case .name(let host) in hosts {
            let definition = index.definition(ofHost: host)
            if let definition, !definition.attachments.contains(where: { $0.network == name }) {
                diagnostics.report("\(host) is not on \(name)", at: node)
            }
        }
        return name
    }
}
