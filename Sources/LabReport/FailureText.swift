import LabModel
import LabNetwork
import LabRunner

/// What failed, explained for people.
public struct FailureText {
    /// More different wrong values than this are not all listed.
    private static let shownObservations = 6

    private let style: Style

    /// Makes a writer.
    ///
    /// - Parameter colour: whether control sequences for colour may be used.
    public init(colour: Bool) { style = Style(colour: colour) }

    /// A step that did not pass, with everything that explains it.
    public func text(_ step: StepResult) -> String {
        lines(step).map { $0 + "\n" }.joined()
    }

    /// What failed that belongs to no step.
    public func text(_ failures: [FailureReport], of result: RunResult) -> String {
        var lines: [String] = []
        for failure in failures {
            lines.append(
                head("✗", "\(failure.kind.rawValue): \(failure.subject)", failure.at - .start, .bad)
            )
            lines += explanation([failure])
        }
        if failures.isEmpty, let message = result.message { lines += indented(message) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The lines of a step that did not pass.
    func lines(_ step: StepResult) -> [String] {
        let isWarning = step.outcome == .warning
        var lines = [
            head(isWarning ? "!" : "✗", step.name, step.duration, isWarning ? .warning : .bad)
        ]
        lines += explanation(step.failures)
        if step.failures.isEmpty, let message = step.message { lines += indented(message) }
        return lines
    }

    /// The mark, the name, and the time at the right.
    func head(_ mark: String, _ name: String, _ time: Interval, _ look: Style.Look) -> String {
        let right = "\(time.secondsText) s"
        let left = "\(mark) \(name)"
        return style(mark, look) + " " + style(name, .strong) + Columns.gap(left, right) + right
    }

    private func indented(_ message: String) -> [String] {
        message.split(whereSeparator: \.isNewline).map { "  \($0)" }
    }

    /// Where each is, what was expected and seen; then the faults, failed processes and logs, each once.
    private func explanation(_ failures: [FailureReport]) -> [String] {
        var lines: [String] = []
        var log: [LogLine] = []
        for failure in failures {
            if let location = failure.location { lines.append("  \(location)") }
            lines += quotation(failure)
            log += failure.log.filter { !log.contains($0) }
        }
        if let faults = failures.last?.faults, !faults.isEmpty {
            let words = faults.map { "\($0.words) (\($0.lasted.secondsText) s)" }
            lines.append("  faults in force: " + words.joined(separator: ", "))
        }
        lines += (failures.last?.ended ?? []).map { "  " + style($0.words, .bad) }
        let width = log.map(\.unit.description.count).max() ?? 0
        return lines + log.map { self.line($0, width: width) }
    }

    private func line(_ line: LogLine, width: Int) -> String {
        let unit = line.unit.description
        let space = String(repeating: " ", count: width - unit.count)
        return style("  \(unit)\(space) │ ", .faint) + "\(line.at.secondsText) \(line.text)"
    }

    /// The line of the file with a caret under the check, and what to say of it.
    private func quotation(_ failure: FailureReport) -> [String] {
        guard let location = failure.location, let source = failure.sourceLine else {
            return ["  " + style(failure.explanation, .bad)] + history(failure).map { "    " + $0 }
        }
        let number = "\(location.line)"
        let blank = "  " + String(repeating: " ", count: number.count) + " | "
        let indent = source.prefix(max(location.column - 1, 0))
            .map { $0 == "\t" ? "\t" : " " }.joined()
        return [style("  \(number) | ", .faint) + source]
            + [style(blank, .faint) + indent + style("^ \(failure.explanation)", .bad)]
            + history(failure).map { style(blank, .faint) + indent + "  " + $0 }
    }

    /// Each wrong value with its times, where there were several.
    private func history(_ failure: FailureReport) -> [String] {
        guard failure.observations.count > 1 else { return [] }
        let shown = FailureText.shownObservations
        var lines = failure.observations.map { seen in
            "from \(seen.first.secondsText) to \(seen.last.secondsText): \(seen.seen) "
                + "(\(seen.count) \(failure.noun)\(seen.count == 1 ? "" : "s"))"
        }
        let hidden = failure.droppedObservations + max(lines.count - shown, 0)
        if hidden > 0 {
            let tail = lines.suffix(shown / 2)
            lines =
                lines.prefix(shown - tail.count) + [
                    "… \(hidden) other value\(hidden == 1 ? "" : "s")"
                ] + tail
        }
        return lines
    }
}
