import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct ReportTests {
    @Test func jsonIsOneLineARunWithTheKeysInTheirOrder() async throws {
        let outcome = try await LabExecutable.run("run", "failover", "staging", "--json")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.lines.count == 2)
        for line in outcome.lines {
            let places = JSONRun.keys.compactMap { line.range(of: "\"\($0)\": ")?.lowerBound }
            #expect(places.count == JSONRun.keys.count)
            #expect(places == places.sorted())
        }
        let run = try JSONRun(try #require(outcome.lines.first))
        #expect(run.scenario == "failover")
        #expect(run.backend == "memory")
        #expect(run.seed == 1)
        #expect(run.result == "passed")
        #expect(run.measures.keys.sorted() == ["dns-failover"])
        #expect(run.steps.map(\.result) == Array(repeating: "passed", count: 5))
        #expect(run.steps.allSatisfy { $0.message == nil })
    }

    @Test func theReportDirectoryIsMadeAndFilled() async throws {
        let folder = try TemporaryFolder()
        let wrong = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let outcome = try await LabExecutable.run(
            "run", wrong, "staging", "--report", folder.path("a/b"))
        #expect(outcome.status == 1)
        let report = try JSONSerialization.jsonObject(
            with: Data(folder.text("a/b/report.json").utf8))
        let runs = try #require((report as? [String: Any])?["runs"] as? [[String: Any]])
        #expect(runs.compactMap { $0["result"] as? String } == ["failed", "passed"])
        let failures = try #require(runs.first?["failures"] as? [[String: Any]])
        #expect(failures.first?["subject"] as? String == "dns simple.service.consul")
        let trace = try folder.text("a/b/trace.jsonl").split(separator: "\n")
        #expect(trace.count > 20)
        for line in trace {
            #expect(throws: Never.self) {
                try JSONSerialization.jsonObject(with: Data(line.utf8))
            }
        }
        #expect(try JUnit(folder.text("a/b/junit.xml")).failures == 1)
    }

    @Test func junitHasACaseForEveryStep() async throws {
        let folder = try TemporaryFolder()
        let wrong = try folder.write(SampleScenarios.wrong, to: "wrong.yaml")
        let outcome = try await LabExecutable.run(
            "run", wrong, "failover", "--junit", folder.path("results.xml"))
        #expect(outcome.status == 1)
        let results = try JUnit(folder.text("results.xml"))
        #expect(results.suites == ["failover", "failover"])
        #expect(results.cases == 10)
        #expect(results.failures == 1)
        #expect(results.skipped == 2)
    }

    @Test func aReportThatCannotBeWrittenIsKnownBeforeAnythingRuns() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "file")
        for arguments in [
            ["--report", file], ["--report", file + "/below"], ["--report", "/proc/nothing"],
            ["--junit", folder.path("nowhere/results.xml")], ["--junit", "/proc/nothing/x.xml"],
        ] {
            let outcome = try await LabExecutable.run(["run", "failover"] + arguments)
            #expect(outcome.status == 2)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains(arguments[1]))
        }
    }

    @Test func aReportThatCannotBeWrittenInTheEndIsNoSuccess() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.url("results.xml"), withIntermediateDirectories: false)
        let outcome = try await LabExecutable.run(
            "run", "failover", "--junit", folder.path("results.xml"))
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("results.xml"))
    }
}

/// What a JUnit file says.
private final class JUnit: NSObject, XMLParserDelegate {
    private(set) var suites: [String] = []
    private(set) var cases = 0
    private(set) var failures = 0
    private(set) var skipped = 0

    init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        switch name {
        case "testsuite": suites.append(attributes["name"] ?? "")
        case "testcase": cases += 1
        case "failure": failures += 1
        case "skipped": skipped += 1
        default: break
        }
    }
}
