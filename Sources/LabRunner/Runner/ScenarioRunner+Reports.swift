import LabModel
import LabNetwork

extension ScenarioRunner {
    /// How many of the last lines of each log a report shows.
    private static let shownLines = 5
    /// Of how many units a report shows the logs.
    private static let shownLogs = 4

    /// Everything that explains why a check does not hold.
    func report(on watch: Watch) -> FailureReport {
        let expected = watch.latest?.expected ?? watch.placed.check.subject
        var report = FailureReport(
            kind: watch.kind, subject: watch.placed.check.subject, expected: expected, at: lab.now)
        report.location = watch.placed.location
        report.noun = watch.placed.check.noun
        if let last = watch.log.last {
            report.lastSeen = last.seen
            report.lastSeenFor = lab.now - last.first
            report.lastSeenCount = last.count
        }
        report.observations = watch.log.observations
        report.droppedObservations = watch.log.dropped
        complete(&report, touched: watch.latest?.touched ?? [])
        return report
    }

    /// The reports on the running step's expectations that do not hold.
    func unmetReports() -> [FailureReport] {
        let unmet = watches.filter { $0.kind == .expect && $0.latest?.holds != true }
        for watch in unmet { watch.cut(lab) }
        return unmet.map(report(on:))
    }

    /// A report on an action that could not be carried out.
    func report(on placed: PlacedAction, _ reason: String) -> FailureReport {
        var report = FailureReport(
            kind: .action, subject: placed.action.keyword, expected: reason, at: lab.now)
        report.location = placed.location
        complete(&report, touched: [])
        return report
    }

    /// Adds the line of the file, the faults in force, the processes that failed and the logs.
    func complete(_ report: inout FailureReport, touched: [Unit]) {
        let view = LabView(lab)
        ledger.noteEnded(view)
        if let line = report.location?.line, scenario.sourceLines.indices.contains(line - 1) {
            report.sourceLine = scenario.sourceLines[line - 1]
        }
        report.faults = ledger.inForce(view).map {
            FailureReport.FaultInForce(words: $0.words, lasted: lab.now - $0.since)
        }
        report.ended = view.units.compactMap { status in
            guard case .exited(let code) = status.state, code != 0 else { return nil }
            return FailureReport.EndedProcess(
                unit: status.unit, code: code, since: status.since.map { lab.now - $0 })
        }
        var shown: [Unit] = []
        for unit in report.ended.map(\.unit) + touched
        where !shown.contains(unit) && shown.count < Self.shownLogs {
            shown.append(unit)
        }
        report.log = shown.flatMap { lab.log(of: $0).suffix(Self.shownLines) }
    }
}
