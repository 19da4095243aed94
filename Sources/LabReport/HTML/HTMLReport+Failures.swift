import LabModel
import LabNetwork
import LabRunner

extension HTMLReport {
    /// What did not hold, each with its place and history; then the faults, failed processes and logs, each once.
    static func writeFailures(_ failures: [FailureReport], to page: inout HTMLText) {
        page.raw("<div class=\"failure\">\n")
        for failure in failures {
            page.raw("<p class=\"subject\">")
            page.element("strong", text: failure.subject)
            if let location = failure.location {
                page.element("span", class: "place", text: location.description)
            }
            page.raw("</p>\n")
            if let line = failure.sourceLine { writeSource(line, failure.location, to: &page) }
            page.element("p", class: "message", text: failure.explanation)
            page.raw("\n")
            writeHistory(failure, to: &page)
        }
        writeFaults(failures.last?.faults ?? [], to: &page)
        for process in failures.last?.ended ?? [] {
            page.element("p", class: "message", text: process.words)
        }
        var log: [LogLine] = []
        for line in failures.flatMap(\.log) where !log.contains(line) { log.append(line) }
        writeLog(log, to: &page)
        page.raw("</div>\n")
    }

    private static func writeSource(
        _ line: String, _ location: SourceLocation?, to page: inout HTMLText
    ) {
        page.raw("<pre class=\"source\">")
        let column = max((location?.column ?? 1) - 1, 0)
        if let location { page.element("span", class: "faint", text: "\(location.line) │ ") }
        page.add(String(line.prefix(column)))
        page.element("mark", text: String(line.dropFirst(column)))
        page.raw("</pre>\n")
    }

    private static func writeHistory(_ failure: FailureReport, to page: inout HTMLText) {
        guard !failure.observations.isEmpty else { return }
        page.raw("<table class=\"seen\">\n<thead><tr><th class=\"number\">from</th>")
        page.raw("<th class=\"number\">to</th><th class=\"number\">times</th>")
        page.raw("<th>what was seen</th></tr></thead>\n<tbody>\n")
        for seen in failure.observations {
            page.raw("<tr>")
            for value in [seen.first.secondsText, seen.last.secondsText, "\(seen.count)"] {
                page.element("td", class: "number", text: value)
            }
            page.element("td", text: seen.seen)
            page.raw("</tr>\n")
        }
        page.raw("</tbody></table>\n")
        if failure.droppedObservations > 0 {
            page.element(
                "p", class: "faint", text: "and \(failure.droppedObservations) other values")
        }
    }

    private static func writeFaults(
        _ faults: [FailureReport.FaultInForce], to page: inout HTMLText
    ) {
        guard !faults.isEmpty else { return }
        page.raw("<p>")
        page.add("Faults in force: ")
        for fault in faults {
            page.element(
                "span", class: "chip fault",
                text: "\(fault.words), for \(fault.lasted.secondsText) s")
            page.raw(" ")
        }
        page.raw("</p>\n")
    }

    private static func writeLog(_ log: [LogLine], to page: inout HTMLText) {
        guard !log.isEmpty else { return }
        page.raw("<div class=\"scroll\"><table class=\"log\">\n")
        for line in log {
            page.raw("<tr>")
            page.element("td", class: "unit", text: line.unit.description)
            page.element("td", class: "number", text: line.at.secondsText)
            page.element("td", text: line.text)
            page.raw("</tr>\n")
        }
        page.raw("</table></div>\n")
    }
}
