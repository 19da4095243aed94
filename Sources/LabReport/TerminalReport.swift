import LabModel
import LabNetwork
import LabRunner

/// The timeline as lines for people.
public struct TerminalReport {
    private let style: Style
    private let failures: FailureText
    /// What happened in the running step that is shown under its line.
    private var details: [String] = []

    /// Makes a report.
    ///
    /// - Parameter colour: whether control sequences for colour may be used.
    public init(colour: Bool) {
        style = Style(colour: colour)
        failures = FailureText(colour: colour)
    }

    /// The lines that an event adds.
    public mutating func lines(for event: TimelineEvent) -> [String] {
        switch event.kind {
        case .runStarted(let run):
            return [
                style(run.scenario, .strong)
                    + " on \(run.topology) (\(run.backend)), seed \(run.seed)"
            ]
        case .actionDone(let action):
            if action.isPicked { detail(event.at, action.words) }
        case .faultInjected(let fault):
            if fault.drawn != nil { detail(event.at, "\(fault.words), drawn") }
        case .faultEnded(let fault, let lasted, let end):
            if fault.drawn != nil {
                detail(event.at, "\(fault.words) \(end.rawValue) after \(lasted.secondsText) s")
            }
        case .note(let text): return [style("! \(text)", .warning)]
        case .stepEnded(let step):
            defer { details = [] }
            return lines(for: step) + details
        case .trafficSummary(let name, let statistics):
            return [
                "traffic \(name): \(statistics.requests) requests, \(statistics.errors) errors, "
                    + "longest outage \(statistics.longestOutage.secondsText) s, "
                    + "median \(statistics.latency(percentile: 50).secondsText) s, "
                    + "99% within \(statistics.latency(percentile: 99).secondsText) s"
            ]
        case .stepStarted, .checkHeld, .checkFailed, .measured, .runEnded: break
        }
        return []
    }

    /// What is going on, for a line that is overwritten; `nil` where an event does not change that.
    public func progress(for event: TimelineEvent) -> String? {
        if case .stepStarted(_, let name) = event.kind { style("… \(name)", .faint) } else { nil }
    }

    private mutating func detail(_ at: Instant, _ words: String) {
        details.append(style("    \(at.secondsText) \(words)", .faint))
    }

    private func lines(for step: StepResult) -> [String] {
        switch step.outcome {
        case .passed:
            let measure = step.measure.map { ", \($0.name) \($0.value.secondsText) s" } ?? ""
            return [
                failures.head("✓", step.name, step.duration, .good)
                    + style("  at \(step.startedAt.secondsText) s", .faint) + measure
            ]
        case .skipped:
            return [style("- \(step.name): skipped, \(step.message ?? "")", .faint)]
        case .notRun: return [style("- \(step.name): not run", .faint)]
        case .failed, .warning, .error: return failures.lines(step)
        }
    }

    /// The last lines of a run: how it ended, its measures, and how to repeat it.
    ///
    /// - Parameter wall: how long the run took by the user's own clock.
    public func summary(_ result: RunResult, wall: Interval) -> [String] {
        var lines: [String] = []
        if !result.failures.isEmpty {
            let text = failures.text(result.failures, of: result)
            lines += text.split(whereSeparator: \.isNewline).map(String.init)
        } else if let message = result.message, !result.steps.contains(where: \.isExplained) {
            lines += message.split(whereSeparator: \.isNewline).map(String.init)
        }
        let left = result.steps.count { $0.outcome == .notRun }
        if left > 0 { lines.append(style("- \(left) step\(left == 1 ? "" : "s") not run", .faint)) }
        let look: Style.Look = result.outcome == .passed ? .good : .bad
        var parts = ["seed \(result.seed)"]
        if let hash = result.hash { parts.append("hash \(hash)") }
        parts.append("\(result.events) events")
        parts.append("\(result.duration.secondsText) s in \(wall.secondsText) s")
        lines.append(style(result.outcome.rawValue, look) + ": " + parts.joined(separator: ", "))
        return lines
    }

    /// What many runs of one scenario had in common.
    ///
    /// - Parameter wall: how long all of them took by the user's own clock.
    public func summary(of results: [RunResult], wall: Interval) -> [String] {
        var lines: [String] = []
        for measure in RepeatedMeasure.all(of: results) { lines.append("  \(measure.line)") }
        let outcomes: [Outcome] = [.passed, .failed, .error, .timedOut, .interrupted]
        let counts = outcomes.compactMap { outcome -> String? in
            let count = results.count { $0.outcome == outcome }
            return count == 0 ? nil : "\(count) \(outcome.rawValue)"
        }
        let isGood = results.allSatisfy { $0.outcome == .passed }
        lines.append(
            style("\(results.count) runs: " + counts.joined(separator: ", "), isGood ? .good : .bad)
                + " in \(wall.secondsText) s")
        let seeds = results.filter { $0.outcome != .passed }.map { "\($0.seed)" }
        if !seeds.isEmpty {
            let shown = seeds.prefix(20).joined(separator: " ")
            lines.append("seeds that did not pass: \(shown)\(seeds.count > 20 ? " …" : "")")
        }
        return lines
    }
}

extension StepResult {
    /// Whether the step's own lines said why the run did not pass.
    fileprivate var isExplained: Bool { outcome == .failed || outcome == .error }
}
