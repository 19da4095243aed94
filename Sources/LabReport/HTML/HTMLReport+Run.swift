import LabNetwork
import LabPrograms
import LabRunner

extension HTMLReport {
    /// The part of the page that is about one run.
    static func writeRun(_ run: Run, number index: Int, of count: Int, to page: inout HTMLText) {
        let history = RunHistory(run)
        let result = run.result
        page.raw("<section class=\"card run \(result.outcome.look)\" id=\"run-\(index + 1)\">\n")
        page.raw("<h2>")
        page.add(result.scenario)
        page.element("span", class: "badge", text: result.outcome.rawValue)
        page.raw("</h2>\n")
        writeFacts(run, to: &page)
        if result.steps.contains(where: { $0.outcome != .notRun }) {
            RunTimeline(result: result, history: history).write(to: &page)
            writeLegend(to: &page)
        }
        writeWholeRun(result, to: &page)
        writeSteps(result, history, to: &page)
        writeTraffic(history, to: &page)
        writeMoments(history, to: &page)
        page.raw("</section>\n")
    }

    private static func writeFacts(_ run: Run, to page: inout HTMLText) {
        let result = run.result
        var facts = [
            ("topology", result.topology), ("backend", result.backend), ("seed", "\(result.seed)"),
            ("lab’s time", "\(result.duration.secondsText) s"),
            ("your time", "\(run.wall.secondsText) s"), ("events", "\(result.events)"),
        ]
        if let hash = result.hash { facts.append(("hash", hash)) }
        facts += result.measures.map { ($0.name, "\($0.value.secondsText) s") }
        page.raw("<dl class=\"facts\">\n")
        for (name, value) in facts {
            let isMeasure = result.measures.contains { $0.name == name }
            page.raw("<div\(isMeasure ? " class=\"measure\"" : "")>")
            page.element("dt", text: name)
            page.element("dd", text: value)
            page.raw("</div>\n")
        }
        page.raw("</dl>\n")
    }

    /// What the colours of the drawing mean.
    private static func writeLegend(to page: inout HTMLText) {
        let signs = [
            ("action", "action"), ("held", "a check holds"), ("missed", "a check does not hold"),
            ("window", "a fault is in force"),
        ]
        page.raw("<p class=\"legend\">")
        for (look, words) in signs {
            page.raw("<span><i class=\"\(look)\"></i>")
            page.add(words)
            page.raw("</span>")
        }
        page.raw("</p>\n")
    }

    /// What went wrong that belongs to no step.
    private static func writeWholeRun(_ result: RunResult, to page: inout HTMLText) {
        let isExplained = result.steps.contains { $0.outcome == .failed || $0.outcome == .error }
        for failure in result.failures { writeFailures([failure], to: &page) }
        if result.failures.isEmpty, !isExplained, let message = result.message {
            page.element("p", class: "message", text: message)
        }
    }

    private static func writeSteps(
        _ result: RunResult, _ history: RunHistory, to page: inout HTMLText
    ) {
        guard !result.steps.isEmpty else { return }
        page.raw("<ol class=\"steps\">\n")
        for step in result.steps {
            page.raw("<li class=\"\(step.outcome.look)\"><div class=\"step\">")
            page.element("span", class: "mark", text: step.outcome.mark)
            page.element("span", class: "name", text: step.name)
            if let measure = step.measure {
                page.element(
                    "span", class: "chip", text: "\(measure.name) \(measure.value.secondsText) s")
            }
            if step.outcome == .notRun || step.outcome == .skipped {
                page.element("span", class: "when", text: step.outcome.rawValue)
            } else {
                page.element("span", class: "when", text: "at \(step.startedAt.secondsText) s")
                page.element("span", class: "time", text: "\(step.duration.secondsText) s")
            }
            page.raw("</div>\n")
            if !step.failures.isEmpty {
                writeFailures(step.failures, to: &page)
            } else if step.outcome != .passed, let message = step.message {
                page.element("p", class: "message", text: message)
            }
            page.raw("</li>\n")
        }
        page.raw("</ol>\n")
    }

    private static func writeTraffic(_ history: RunHistory, to page: inout HTMLText) {
        guard !history.traffic.isEmpty else { return }
        page.element("h3", text: "Traffic")
        page.raw("<div class=\"scroll\"><table>\n<thead><tr>")
        page.element("th", text: "stream")
        for head in ["requests", "errors", "longest outage", "median", "99% within"] {
            page.element("th", class: "number", text: head)
        }
        page.raw("<th>answered by</th></tr></thead>\n<tbody>\n")
        for (name, statistics) in history.traffic {
            page.raw("<tr>")
            page.element("td", text: name)
            let values = [
                "\(statistics.requests)", "\(statistics.errors)",
                "\(statistics.longestOutage.secondsText) s",
                "\(statistics.latency(percentile: 50).secondsText) s",
                "\(statistics.latency(percentile: 99).secondsText) s",
            ]
            for value in values { page.element("td", class: "number", text: value) }
            let answers = statistics.answersByInstance.map { "\($0.id) \($0.count)" }
            page.element("td", text: answers.joined(separator: ", "))
            page.raw("</tr>\n")
        }
        page.raw("</tbody>\n</table></div>\n")
    }

    private static func writeMoments(_ history: RunHistory, to page: inout HTMLText) {
        guard !history.moments.isEmpty else { return }
        page.raw("<details><summary>")
        page.add("Everything that happened (\(history.moments.count))")
        page.raw("</summary>\n<table class=\"moments\">\n")
        for moment in history.moments {
            page.raw("<tr class=\"\(moment.look.rawValue)\">")
            page.element("td", class: "number", text: moment.at.secondsText)
            page.element("td", text: moment.words)
            page.raw("</tr>\n")
        }
        page.raw("</table></details>\n")
    }
}

extension StepResult.Outcome {
    /// The class of elements that show it.
    var look: String {
        switch self {
        case .passed: "good"
        case .failed, .error: "bad"
        case .warning: "warn"
        case .skipped, .notRun: "idle"
        }
    }

    /// The sign for it.
    var mark: String {
        switch self {
        case .passed: "✓"
        case .failed, .error: "✗"
        case .warning: "!"
        case .skipped, .notRun: "–"
        }
    }
}
