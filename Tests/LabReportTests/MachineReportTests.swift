import LabModel
import LabNetwork
import LabReport
import LabRunner
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif
#if canImport(Foundation)
import Foundation
#endif

@Suite struct JSONReportTests {
    @Test func aRunIsALineAsTheContractSays() {
        #expect(
            JSONReport.line(failedRun, wall: .milliseconds(41)) == #"""
                {"scenario": "failover", "backend": "memory", "seed": 7, "result": "failed", "hash": "0f3a", "virtualSeconds": 12.5, "wallSeconds": 0.041, "events": 4711, "measures": {"up": 1.2034}, "steps": [{"name": "first \"instance\" <1>", "result": "passed", "startedAt": 0, "seconds": 1.204, "message": null}, {"name": "one application dies", "result": "failed", "startedAt": 7.5, "seconds": 5, "message": "dns simple.service.consul: expected 192.168.50.102, last answer 192.168.50.101 192.168.50.102 (for 5.000 s, 212 answers)"}, {"name": "after", "result": "not-run", "startedAt": 12.5, "seconds": 0, "message": null}]}
                """#)
    }

    @Test func everythingIsValidJSON() throws {
        var run = failedRun
        run.scenario = "a\u{1}\u{7f}\\\"\n\u{2028}é😀"
        run.failures = [contractFailure]
        run.hash = nil
        let parsed = try JSONSerialization.jsonObject(
            with: Data(JSONReport.document([(run, .zero), (failedRun, .zero)]).utf8))
        let runs = try #require((parsed as? [String: Any])?["runs"] as? [[String: Any]])
        #expect(runs.count == 2)
        #expect(runs[0]["scenario"] as? String == run.scenario)
        #expect(runs[0]["hash"] is NSNull)
    }

    @Test(arguments: [Outcome.passed, .failed, .error, .timedOut, .interrupted])
    func theResultIsOneOfThreeWords(outcome: Outcome) {
        var run = failedRun
        run.outcome = outcome
        let line = JSONReport.line(run, wall: .zero)
        #expect(
            ["passed", "failed", "error"].contains { line.contains(#""result": "\#($0)", "hash"#) })
    }

    @Test func theTraceHasOneLineAnEvent() throws {
        let kinds: [TimelineEvent.Kind] = [
            .runStarted(
                RunStart(scenario: "s", topology: "t", backend: "memory", seed: .max, steps: 1)),
            .stepStarted(index: 0, name: "one"), .actionDone(ActionNotice(words: "kill a")),
            .faultInjected(FaultNotice(number: 1, words: "kill a")),
            .faultEnded(FaultNotice(number: 1, words: "kill a"), lasted: .seconds(1), .expired),
            .checkHeld(CheckNotice(kind: .expect, subject: "dns", expected: "a", seen: "b")),
            .checkFailed(CheckNotice(kind: .expect, subject: "dns", expected: "a", seen: "b")),
            .measured(Measure(name: "m", value: .nanoseconds(1))), .note("n"),
            .stepEnded(failedStep), .trafficSummary(name: "t", .init()), .runEnded(failedRun),
        ]
        for kind in kinds {
            let line = TraceReport.line(TimelineEvent(at: .start + .milliseconds(1_500), kind))
            #expect(!line.contains("\n"))
            let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let members = try #require(parsed as? [String: Any])
            #expect(members["at"] as? Double == 1.5)
            #expect(members["event"] is String)
        }
        #expect(
            TraceReport.line(TimelineEvent(at: .start, kinds[4]))
                == #"{"at": 0, "event": "faultEnded", "number": 1, "fault": "kill a", "drawn": null, "how": "expired", "lasted": 1}"#
        )
    }
}

/// Collects the elements of an XML document.
private final class ElementCollector: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements.append((name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

@Suite struct JUnitReportTests {
    private func parse(_ run: RunResult) throws -> ElementCollector {
        let parser = XMLParser(data: Data(JUnitReport.document([(run, .zero)]).utf8))
        let collector = ElementCollector()
        parser.delegate = collector
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
        return collector
    }

    @Test func aTestCaseIsAStep() throws {
        let found = try parse(failedRun)
        let cases = found.elements.filter { $0.name == "testcase" }
        #expect(
            cases.map { $0.attributes["name"] }
                == ["first \"instance\" <1>", "one application dies", "after"])
        let suite = try #require(found.elements.first { $0.name == "testsuite" })
        #expect(suite.attributes["tests"] == "3")
        #expect(suite.attributes["failures"] == "1")
        #expect(suite.attributes["skipped"] == "1")
        #expect(suite.attributes["time"] == "12.500")
        #expect(found.text.contains("36 |       - dns: {query: simple.service.consul"))
        #expect(found.elements.contains { $0.attributes == ["name": "seed", "value": "7"] })
    }

    @Test func whatXMLDoesNotAllowIsLeftOut() throws {
        var run = failedRun
        run.steps[1].message = "a\u{0}\u{1B}[0m\u{FFFE} & <b> \"c\" ]]>\nnext"
        let failure = try #require(
            try parse(run).elements.first { $0.name == "failure" })
        #expect(failure.attributes["message"] == "a[0m & <b> \"c\" ]]>\nnext")
    }

    @Test func aFailureOfTheWholeRunIsACaseOfItsOwn() throws {
        var run = RunResult(scenario: "s", topology: "t", backend: "memory", seed: 1)
        run.outcome = .error
        run.message = "no such thing"
        let found = try parse(run)
        #expect(
            found.elements.map(\.name).suffix(2) == ["testcase", "error"])
    }
}
