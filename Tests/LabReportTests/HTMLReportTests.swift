import LabModel
import LabNetwork
import LabPrograms
import LabReport
import LabRunner
import Testing

#if canImport(FoundationXML)
import Foundation
import FoundationXML
#else
import Foundation
#endif

@Suite struct HTMLReportTests {
    private func event(_ milliseconds: Int64, _ kind: TimelineEvent.Kind) -> TimelineEvent {
        TimelineEvent(at: .start + .milliseconds(milliseconds), kind)
    }

    /// A run with everything that a page shows.
    private var run: HTMLReport.Run {
        var statistics = TrafficStatistics()
        statistics.requests = 10
        statistics.latencies = [2_000: 10]
        let fault = FaultNotice(number: 1, words: "kill host-1/simple")
        let drawn = FaultNotice(number: 2, words: "isolate <host-3>", drawn: 0)
        return HTMLReport.Run(
            result: failedRun, wall: .milliseconds(41),
            events: [
                event(
                    0,
                    .runStarted(
                        RunStart(
                            scenario: "failover", topology: "three-node", backend: "memory",
                            seed: 7, steps: 3))),
                event(7_500, .actionDone(ActionNotice(words: "kill host-1/simple"))),
                event(7_500, .faultInjected(fault)), event(8_000, .faultInjected(drawn)),
                event(9_000, .faultEnded(drawn, lasted: .seconds(1), .expired)),
                event(
                    9_500,
                    .checkHeld(
                        CheckNotice(
                            kind: .expect, subject: "members", expected: "all", seen: "all"))),
                event(12_500, .trafficSummary(name: "browse", statistics)),
                event(12_500, .runEnded(failedRun)),
            ])
    }

    @Test func aFailureIsShownWithItsPlaceItsHistoryItsFaultsAndItsLogs() {
        let page = HTMLReport.document([run])
        for text in [
            "<title>failover: failed</title>", "first &quot;instance&quot; &lt;1&gt;",
            "failover.yaml:36:9", "<mark>dns: {query: simple.service.consul",
            "expected 192.168.50.102, last answer 192.168.50.101 192.168.50.102",
            "kill host-1/simple, for 5.000 s", "check service:simple-1 is passing",
            "not run", "up 1.203 s", "0f3a",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func aFaultIsAWindowFromItsBeginningToItsEnd() {
        let page = HTMLReport.document([run])
        // One that nobody ended lasts to the run's end, one that expired its second.
        #expect(page.contains("<title>kill host-1/simple: 5.000 s, to the end</title>"))
        #expect(page.contains("<title>isolate &lt;host-3&gt;: 1.000 s, expired</title>"))
        #expect(page.components(separatedBy: "class=\"shade\"").count == 3)
    }

    @Test func thePageIsWellFormedAndNeedsNothingBesideItself() throws {
        let page = HTMLReport.document([run, run])
        #expect(!page.contains("<script"))
        for text in ["src=", "@import", "url(", "http://", "https://", "//cdn"] {
            #expect(!page.contains(text), "\(text)")
        }
        let body = try #require(page.components(separatedBy: "<body>").last)
            .replacingOccurrences(of: "</html>", with: "")
        let parser = XMLParser(data: Data("<body>\(body)".utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }

    @Test func severalRunsAreATableThatLeadsToEach() {
        var passed = run
        passed.result.outcome = .passed
        let page = HTMLReport.document([run, passed])
        #expect(page.contains("<title>failover: 1 did not pass</title>"))
        #expect(page.contains("<a href=\"#run-1\">failover</a>"))
        #expect(page.contains("id=\"run-2\""))
        #expect(page.contains("up: 1.203 s least"))
    }

    @Test func ofThousandsOfRunsThoseThatDidNotPassAreShown() {
        var passed = run
        passed.result.outcome = .passed
        passed.events = []
        let runs = Array(repeating: passed, count: 1_000) + [run]
        let page = HTMLReport.document(runs)
        #expect(page.contains("id=\"run-1001\""))
        #expect(page.contains("961 more runs are in report.json"))
        #expect(page.utf8.count < 400_000)
    }

    @Test func aRunThatNeverBeganSaysWhy() {
        var result = RunResult(scenario: "s", topology: "t", backend: "netns", seed: 1)
        result.outcome = .error
        result.message = "host-1/discovery is not ready"
        let page = HTMLReport.document([.init(result: result, wall: .zero, events: [])])
        #expect(page.contains("host-1/discovery is not ready"))
        #expect(!page.contains("<svg"))
    }
}
