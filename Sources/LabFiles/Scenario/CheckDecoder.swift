import LabModel
import LabNetwork

/// Reads checks in their short and long forms.
struct CheckDecoder {
    private static let deepest = 16

    let context: ScenarioContext

    var diagnostics: Diagnostics { context.diagnostics }
    var read: ValueReader { context.read }

    /// The checks of a list, or of a single mapping.
    func checks(_ node: FileNode) -> [PlacedCheck] { checks(node, depth: 0) }

    private func checks(_ node: FileNode, depth: Int) -> [PlacedCheck] {
        guard depth < Self.deepest else {
            diagnostics.report("too many any, all and not within each other", at: node)
            return []
        }
        if let nodes = node.list {
            if nodes.isEmpty { diagnostics.report("the list of checks is empty", at: node) }
            return nodes.flatMap { entry($0, depth: depth) }
        }
        return entry(node, depth: depth)
    }

    /// The checks of one element; one with several keys asks for all of them.
    private func entry(_ node: FileNode, depth: Int) -> [PlacedCheck] {
        guard node.isMap, let pairs = node.pairs, !pairs.isEmpty else {
            read.reportType(
                node, expected: "a check as a mapping, such as dns: {query: …}",
                suggestion: node.text.flatMap { CheckShapes.keys.contains($0) ? "add ':'" : nil })
            return []
        }
        return pairs.compactMap { pair in
            check(pair, depth: depth).map { PlacedCheck($0, at: pair.location) }
        }
    }

    private func check(_ pair: FileNode.Pair, depth: Int) -> Check? {
        guard let kind = CheckShapes.kinds.first(where: { $0.key == pair.key }) else {
            reportUnknown(pair)
            return nil
        }
        guard !pair.value.isNull else {
            diagnostics.report("\(pair.key) needs something to check", at: pair.location)
            return nil
        }
        switch pair.key {
        case "any", "all", "not": return nested(pair, depth: depth)
        case "traffic": return traffic(pair)
        default: break
        }
        if pair.value.isMap, case .object(let shape) = kind.long {
            return Fields(pair.value, shape, owner: pair.location, diagnostics: diagnostics)
                .flatMap { long(pair.key, $0) }
        }
        return short(pair)
    }

    private func reportUnknown(_ pair: FileNode.Pair) {
        let isStep = ScenarioShapes.stepFields.contains { $0.key == pair.key }
        let isAction = ActionShapes.kind(pair.key) != nil
        guard isStep || isAction else {
            return diagnostics.reportUnknown(
                "unknown check '\(pair.key)'", word: pair.key, among: CheckShapes.keys,
                at: pair.location)
        }
        diagnostics.report(
            "'\(pair.key)' is \(isAction ? "an action" : "a key of the step"), not a check: "
                + "indent it as 'expect' is", at: pair.location)
    }

    /// An element with several keys holds where all of them do.
    private func nested(_ pair: FileNode.Pair, depth: Int) -> Check? {
        let nodes = pair.value.list ?? [pair.value]
        if nodes.isEmpty { diagnostics.report("\(pair.key) needs checks", at: pair.location) }
        let checks = nodes.flatMap { node -> [PlacedCheck] in
            let parts = self.checks(node, depth: depth + 1)
            return parts.count > 1 ? [PlacedCheck(.all(parts), at: node.location)] : parts
        }
        guard !checks.isEmpty else { return nil }
        switch pair.key {
        case "any": return .any(checks)
        case "all": return .all(checks)
        default: return .not(checks)
        }
    }

    private func long(_ key: String, _ fields: Fields) -> Check? {
        switch key {
        case "dns": dns(fields).map { .dns($0) }
        case "http": http(fields).map { .http($0) }
        case "round-robin": roundRobin(fields).map { .roundRobin($0) }
        case "members": members(fields).map { .members($0) }
        case "leader": leader(fields).map { .leader($0) }
        case "leaders-per-term": fields.integer("at-most").map { .leadersPerTerm(atMost: $0) }
        case "catalog", "health": catalog(fields).map { service(key, $0) }
        case "kv": keyValue(fields).map { .kv($0) }
        case "process": process(fields).map { .process($0) }
        case "reach": reach(fields).map { .reach($0) }
        default: log(fields).map { .log($0) }
        }
    }

    /// The short forms: one value that stands for what is asked for most.
    private func short(_ pair: FileNode.Pair) -> Check? {
        switch pair.key {
        case "dns":
            return expanded(pair, "query").map { fields in
                // A name alone asks that there be an answer.
                var check = dns(fields) ?? DNSCheck(query: "")
                check.rcode = "NOERROR"
                check.count = Bound(.atLeast, .number(1))
                return .dns(check)
            }
        case "http": return expanded(pair, "url").flatMap { long("http", $0) }
        case "members": return expanded(pair, "alive").flatMap { long("members", $0) }
        case "process": return expanded(pair, "target").flatMap { long("process", $0) }
        case "leaders-per-term": return expanded(pair, "at-most").flatMap { long(pair.key, $0) }
        case "catalog", "health": return expanded(pair, "service").flatMap { long(pair.key, $0) }
        case "leader":
            let isState = ["one", "none", "changed"].contains(pair.value.text ?? "")
            let isHost =
                pair.value.list != nil || context.index?.hasHost(pair.value.text ?? "") == true
            return expanded(pair, isHost && !isState ? "among" : "is")
                .flatMap { long("leader", $0) }
        default:
            read.reportType(pair.value, expected: "a mapping")
            return nil
        }
    }

    /// A service of which nothing is said must be there, and for `health` pass.
    private func service(_ key: String, _ check: InstancesCheck) -> Check {
        var check = check
        let given = [check.instances, check.passing, check.warning, check.critical]
        if given.allSatisfy({ $0 == nil }), check.tags.isEmpty {
            let some = InstancesCheck.Instances.count(Bound(.atLeast, .number(1)))
            if key == "health" { check.passing = some } else { check.instances = some }
        }
        return key == "health" ? .health(check) : .catalog(check)
    }

    /// The long form that a short one stands for.
    private func expanded(_ pair: FileNode.Pair, _ key: String) -> Fields? {
        guard let kind = CheckShapes.kinds.first(where: { $0.key == pair.key }),
            case .object(let shape) = kind.long
        else { return nil }
        let long = FileNode(
            .map([FileNode.Pair(key: key, location: pair.location, value: pair.value)]),
            at: pair.location)
        return Fields(long, shape, owner: pair.location, diagnostics: diagnostics)
    }

    // MARK: - Traffic

    private func traffic(_ pair: FileNode.Pair) -> Check? {
        guard pair.value.isMap, let pairs = pair.value.pairs else {
            read.reportType(
                pair.value, expected: "a mapping from the traffic's name to what must hold")
            return nil
        }
        let checks = pairs.compactMap(trafficCheck)
        return checks.isEmpty ? nil : .traffic(checks)
    }

    private func trafficCheck(_ pair: FileNode.Pair) -> TrafficCheck? {
        if !context.trafficNames.contains(pair.key) {
            let hasNone = context.trafficNames.isEmpty
            diagnostics.reportUnknown(
                hasNone ? "the scenario has no 'traffic'" : "unknown traffic '\(pair.key)'",
                word: pair.key, among: context.trafficNames, at: pair.location)
        }
        guard
            let fields = Fields(
                pair.value, CheckShapes.traffic, owner: pair.location, diagnostics: diagnostics)
        else { return nil }
        if fields.pairs.isEmpty {
            let keys = CheckShapes.traffic.keys.formatted
            diagnostics.report("what must hold? add \(keys)", at: pair.location)
        }
        var check = TrafficCheck(name: pair.key)
        check.errors = fields.bound("errors")
        check.outage = fields.bound("outage")
        check.distribution = fields.bound("distribution")
        let latency = fields.object("latency")
        check.latencyP50 = latency?.bound("p50")
        check.latencyP99 = latency?.bound("p99")
        return check
    }
}
