import LabModel
import LabNetwork

/// Reads a scenario file against its topology.
struct ScenarioDecoder {
    private var context: ScenarioContext
    private let file: Fields
    private let location: SourceLocation

    /// Begins with a file; `nil` where it is no map, which is reported.
    ///
    /// - Parameter topology: the topology; `nil` where it could not be read, so that the rest is.
    init?(_ root: FileNode, topology: Topology?, diagnostics: Diagnostics) {
        guard let file = Fields(root, ScenarioShapes.file, diagnostics: diagnostics) else {
            return nil
        }
        self.file = file
        location = root.location
        context = ScenarioContext(
            diagnostics: diagnostics, index: topology.map(TopologyIndex.init))
    }

    private var diagnostics: Diagnostics { context.diagnostics }

    /// The scenario, as far as it can be read; what is wrong with it is reported.
    mutating func scenario(defaultName: String, lines: [String]) -> Scenario {
        var scenario = Scenario(
            name: file.text("name") ?? defaultName, description: file.text("description") ?? "",
            sourceLines: lines)
        scenario.seed = seed() ?? scenario.seed
        scenario.timeout = file.positiveDuration("timeout") ?? scenario.timeout
        scenario.traffic = traffic()
        context.trafficNames = scenario.traffic.map(\.name)
        context.faultNames = faultNames()
        let checks = CheckDecoder(context: context)
        scenario.always = file["always"].map { checks.checks($0) } ?? []
        scenario.never = file["never"].map { checks.checks($0) } ?? []
        scenario.random = file.object("random").flatMap(random)
        scenario.steps = steps(timeout: scenario.timeout)
        if scenario.steps.isEmpty, file["steps"] == nil {
            diagnostics.report("a scenario needs 'steps'", at: location)
        }
        return scenario
    }

    private func seed() -> UInt64? {
        guard let node = file["seed"] else { return nil }
        if node.isPlain, let text = node.text {
            let isHexadecimal = text.hasPrefix("0x")
            let digits = isHexadecimal ? String(text.dropFirst(2)) : text
            if let seed = UInt64(digits, radix: isHexadecimal ? 16 : 10) { return seed }
        }
        file.read.reportType(node, expected: "a whole number from 0")
        return nil
    }

    // MARK: - Traffic and random faults

    private func traffic() -> [Traffic] {
        context.pairs("traffic", file).compactMap { pair in
            guard
                let fields = Fields(
                    pair.value, ScenarioShapes.traffic, owner: pair.location,
                    diagnostics: diagnostics)
            else { return nil }
            let period = fields["rate"].flatMap {
                fields.read.literal($0, expected: "a rate such as 50/s", Literal.requestPeriod)
            }
            var traffic = Traffic(
                name: pair.key, url: context.url("http", fields) ?? "",
                from: context.host("from", fields), period: period ?? .milliseconds(100))
            traffic.timeout = fields.positiveDuration("timeout") ?? traffic.timeout
            traffic.method = context.method(fields)
            traffic.headers = context.headers("headers", fields)
            traffic.location = pair.location
            return traffic
        }
    }

    private func random(_ fields: Fields) -> RandomFaults? {
        let every = fields.positiveDuration("every")
        let words = RandomFaults.Kind.allCases.map(\.rawValue)
        var kinds: [RandomFaults.Kind] = []
        for node in fields.list("from") ?? [] {
            guard let word = fields.read.choice(node, of: words),
                let kind = RandomFaults.Kind(rawValue: word)
            else { continue }
            if kinds.contains(kind) {
                diagnostics.report("'\(word)' is named twice", at: node)
            } else {
                kinds.append(kind)
            }
        }
        if fields["from"] == nil { kinds = [.kill, .partition, .degrade] }
        if kinds.isEmpty, fields.list("from")?.isEmpty ?? false {
            fields.report("nothing to draw from: write [kill, partition, degrade]", at: "from")
        }
        let heal = fields.flag("heal") ?? true
        return every.map { RandomFaults(every: $0, from: kinds, heal: heal) }
    }

    // MARK: - Steps

    /// The names that any fault of the scenario is given, before the steps are read in order.
    private func faultNames() -> Set<String> {
        var names: Set<String> = []
        for step in file["steps"]?.list ?? [] {
            for pair in step.pairs ?? [] where ActionShapes.kind(pair.key) != nil {
                for form in pair.value.list ?? [pair.value] {
                    if let name = form["name"]?.text { names.insert(name) }
                }
            }
        }
        return names
    }

    private mutating func steps(timeout: Interval) -> [Step] {
        guard let node = file["steps"] else { return [] }
        guard let nodes = node.list else {
            file.read.reportType(node, expected: "a list of steps")
            return []
        }
        if nodes.isEmpty { diagnostics.report("a scenario needs at least one step", at: node) }
        return nodes.enumerated().compactMap { number, node in
            let decoder = StepDecoder(context: context, timeout: timeout)
            guard let step = decoder.step(node, number: number + 1) else { return nil }
            for placed in step.actions {
                if case .start(let targets, _, _, _) = placed.action {
                    for case .name(let name) in targets { context.startedServices.insert(name) }
                    for case .part(_, let name, _) in targets {
                        context.startedServices.insert(name)
                    }
                }
            }
            return step
        }
    }
}
