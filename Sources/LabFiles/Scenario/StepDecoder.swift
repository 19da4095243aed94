import LabModel
import LabNetwork

/// Reads one step: its actions in the order written, its checks, and how long it may take.
struct StepDecoder {
    let context: ScenarioContext
    let timeout: Interval

    private var diagnostics: Diagnostics { context.diagnostics }

    /// The keys that a step may have: its own, the actions, and what belongs to the actions.
    private static let shape = ObjectShape(
        "a step",
        ScenarioShapes.stepFields
            + ActionShapes.kinds.map { Field($0.key, .any, $0.summary) }
            + ActionShapes.siblings.keys.sorted().map { Field($0, .any, "Belongs to an action.") })

    /// The step of that number, from 1.
    func step(_ node: FileNode, number: Int) -> Step? {
        guard node.isMap, let fields = Fields(node, Self.shape, diagnostics: diagnostics) else {
            context.read.reportType(node, expected: "a step as a mapping")
            return nil
        }
        var step = Step(name: fields.text("name") ?? "step \(number)", location: node.location)
        step.actions = actions(fields)
        let checks = CheckDecoder(context: context)
        step.during = fields["during"].map { checks.checks($0) } ?? []
        step.expect = fields["expect"].map { checks.checks($0) } ?? []
        readTimes(&step, fields)
        step.measure = fields.text("measure")
        step.level = fields.choice("level").flatMap(Step.Level.init) ?? step.level
        step.onFailure = fields.choice("on-failure").flatMap(Step.OnFailure.init) ?? step.onFailure
        step.skip = skip(fields)
        let parts = ["during", "expect"] + ActionShapes.keys
        if !fields.pairs.contains(where: { parts.contains($0.key) }),
            fields.pairs.allSatisfy({ Self.shape.field($0.key) != nil })
        {
            diagnostics.report(
                "a step needs an action, 'during' or 'expect'", at: step.location ?? node.location)
        }
        return step
    }

    private func readTimes(_ step: inout Step, _ fields: Fields) {
        step.within = fields.positiveDuration("within") ?? step.within
        step.every = fields.positiveDuration("every")
        step.stable = fields.duration("stable")
        if let stable = step.stable, stable >= timeout {
            fields.report(
                "stable for \(stable) can't be seen: the scenario ends after \(timeout)",
                at: "stable", suggestion: "give the scenario a longer 'timeout'")
        }
        for placed in step.actions {
            guard case .wait(let length) = placed.action, length >= timeout,
                let place = placed.location
            else { continue }
            diagnostics.report(
                "a wait of \(length) never ends: the scenario ends after \(timeout)", at: place,
                suggestion: "give the scenario a longer 'timeout'")
        }
    }

    private func skip(_ fields: Fields) -> String? {
        guard let node = fields["skip"] else { return nil }
        if let flag = node.flag { return flag ? "skipped" : nil }
        return fields.read.text(node, expected: "the reason")
    }

    // MARK: - Actions

    private func actions(_ fields: Fields) -> [PlacedAction] {
        let kinds = fields.pairs.enumerated().compactMap { offset, pair in
            ActionShapes.kind(pair.key).map { (offset: offset, kind: $0, pair: pair) }
        }
        let owners = siblingOwners(fields, kinds.map { ($0.offset, $0.kind) })
        let decoder = ActionDecoder(context: context)
        return kinds.flatMap { entry in
            let siblings = fields.pairs.filter { owners[$0.key] == entry.offset }
            return decoder.actions(entry.pair, kind: entry.kind, siblings: siblings)
        }
    }

    /// Which action each key of an action belongs to, by their places among the step's keys.
    ///
    /// A key that only one of the step's actions takes belongs to it. Where several take it, it
    /// belongs to the one that it is written directly after.
    private func siblingOwners(
        _ fields: Fields, _ kinds: [(offset: Int, kind: ActionShapes.Kind)]
    ) -> [String: Int] {
        let hasUnknown = fields.pairs.contains { Self.shape.field($0.key) == nil }
        var owners: [String: Int] = [:]
        var last: Int?
        for (offset, pair) in fields.pairs.enumerated() {
            if ActionShapes.kind(pair.key) != nil {
                last = offset
                continue
            }
            guard let takers = ActionShapes.siblings[pair.key] else {
                last = nil
                continue
            }
            let candidates = kinds.filter { takers.contains($0.kind.key) }.map(\.offset)
            if candidates.count == 1 {
                owners[pair.key] = candidates[0]
            } else if let near = last, candidates.contains(near) {
                owners[pair.key] = near
            } else if candidates.isEmpty {
                if !hasUnknown { reportOrphan(pair, takers) }
            } else {
                let names = kinds.filter { candidates.contains($0.offset) }.map(\.kind.key)
                diagnostics.report(
                    "'\(pair.key)' could belong to \(names.formatted): write it inside one of them",
                    at: pair.location)
            }
        }
        return owners
    }

    private func reportOrphan(_ pair: FileNode.Pair, _ takers: [String]) {
        let few = takers.count > 4 ? takers.prefix(3) + ["other actions"] : takers[...]
        diagnostics.report(
            "'\(pair.key)' belongs to \(Array(few).formatted), and this step has no such action",
            at: pair.location)
    }
}
