import LabNetwork
import LabRunner

/// All runs as one page for people: the content of `report.html`.
///
/// The page needs nothing beside itself, neither scripts nor fonts nor a network, so that it can be
/// kept with a build and mailed around.
public enum HTMLReport {
    /// A run, and what happened in it.
    public struct Run {
        /// How it went.
        public var result: RunResult
        /// How long it took by the user's own clock.
        public var wall: Interval
        /// What happened, in order.
        public var events: [TimelineEvent]

        /// Makes a run.
        public init(result: RunResult, wall: Interval, events: [TimelineEvent]) {
            self.result = result
            self.wall = wall
            self.events = events
        }
    }

    /// More runs than this are not all shown one by one; those that did not pass come first.
    public static let shownRuns = 40

    /// The whole page.
    public static func document(_ runs: [Run]) -> String {
        let shown = shown(among: runs)
        var page = HTMLText()
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        page.element("title", text: title(of: runs))
        page.raw("\n<style>\n\(style)</style>\n</head>\n<body>\n<main>\n")
        writeHead(runs, to: &page)
        if runs.count > 1 { writeTable(of: runs, shown: shown, to: &page) }
        for index in shown { writeRun(runs[index], number: index, of: runs.count, to: &page) }
        if shown.count < runs.count {
            page.element(
                "p", class: "faint",
                text: "\(runs.count - shown.count) more runs are in report.json and trace.jsonl.")
        }
        page.raw("</main>\n</body>\n</html>\n")
        return page.text
    }

    /// The places of the runs that have a part of their own, in order.
    private static func shown(among runs: [Run]) -> [Int] {
        let failed = runs.indices.filter { runs[$0].result.outcome != .passed }
        let passed = runs.indices.filter { runs[$0].result.outcome == .passed }
        return (failed + passed).prefix(shownRuns).sorted()
    }

    private static func title(of runs: [Run]) -> String {
        let failed = runs.count { $0.result.outcome != .passed }
        let names = runs.map(\.result.scenario)
        let subject =
            Set(names).count == 1 ? names[0] : "\(runs.count) run\(runs.count == 1 ? "" : "s")"
        if runs.count == 1 { return "\(subject): \(runs[0].result.outcome.rawValue)" }
        return failed == 0 ? "\(subject): all passed" : "\(subject): \(failed) did not pass"
    }

    private static func writeHead(_ runs: [Run], to page: inout HTMLText) {
        let failed = runs.count { $0.result.outcome != .passed }
        page.raw("<header class=\"\(failed == 0 ? "good" : "bad")\">\n")
        page.element("div", class: "mark", text: failed == 0 ? "✓" : "✗")
        page.raw("<div>")
        page.element("h1", text: title(of: runs))
        let virtual = runs.reduce(Interval.zero) { $0 + $1.result.duration }
        let wall = runs.reduce(Interval.zero) { $0 + $1.wall }
        let count = runs.count == 1 ? "one run" : "\(runs.count) runs"
        page.element(
            "p",
            text: "\(count), \(virtual.secondsText) s of the labs’ time "
                + "in \(wall.secondsText) s of yours")
        page.raw("</div>\n</header>\n")
    }

    private static func writeTable(of runs: [Run], shown: [Int], to page: inout HTMLText) {
        let names = measureNames(runs)
        page.raw("<section class=\"card\">\n")
        page.element("h2", text: "Runs")
        page.raw("<div class=\"scroll\"><table>\n<thead><tr>")
        for head in ["", "scenario", "backend", "seed", "result"] {
            page.element("th", text: head)
        }
        for head in ["lab’s time", "your time"] + names {
            page.element("th", class: "number", text: head)
        }
        page.raw("</tr></thead>\n<tbody>\n")
        for (index, run) in runs.enumerated() where shown.contains(index) {
            let result = run.result
            page.raw("<tr class=\"\(result.outcome.look)\"><td class=\"mark\">")
            page.raw("\(result.outcome.mark)</td><td><a href=\"#run-\(index + 1)\">")
            page.add(result.scenario)
            page.raw("</a></td>")
            for text in [result.backend, "\(result.seed)", result.outcome.rawValue] {
                page.element("td", text: text)
            }
            page.element("td", class: "number", text: "\(result.duration.secondsText) s")
            page.element("td", class: "number", text: "\(run.wall.secondsText) s")
            for name in names {
                let measure = result.measures.first { $0.name == name }
                page.element(
                    "td", class: "number", text: measure.map { "\($0.value.secondsText) s" } ?? "")
            }
            page.raw("</tr>\n")
        }
        page.raw("</tbody>\n</table></div>\n")
        let measures = RepeatedMeasure.all(of: runs.map(\.result)).filter { $0.values.count > 1 }
        if !measures.isEmpty {
            page.raw("<ul class=\"plain\">\n")
            for measure in measures { page.element("li", text: measure.line) }
            page.raw("</ul>\n")
        }
        page.raw("</section>\n")
    }

    private static func measureNames(_ runs: [Run]) -> [String] {
        var names: [String] = []
        for name in runs.flatMap({ $0.result.measures.map(\.name) }) where !names.contains(name) {
            names.append(name)
        }
        return names
    }
}

extension Outcome {
    /// The class of elements that show it.
    var look: String {
        switch self {
        case .passed: "good"
        case .failed, .error, .timedOut: "bad"
        case .interrupted: "warn"
        }
    }

    /// The sign for it.
    var mark: String { self == .passed ? "✓" : self == .interrupted ? "!" : "✗" }
}
