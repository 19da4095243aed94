import LabModel
import LabNetwork
import LabRunner

/// Results as JUnit XML, one suite a run and one test case a step.
public enum JUnitReport {
    /// The whole document.
    ///
    /// - Parameter runs: each run with how long it took by the user's own clock.
    public static func document(_ runs: [(result: RunResult, wall: Interval)]) -> String {
        let suites = runs.map { Suite($0.result) }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        let counts = suites.reduce(Counts()) { $0.adding($1.counts) }
        let time = runs.reduce(Interval.zero) { $0 + $1.result.duration }
        text += "<testsuites name=\"lab\" \(counts.attributes) time=\"\(time.secondsText)\">\n"
        for suite in suites { suite.write(to: &text) }
        return text + "</testsuites>\n"
    }

    /// How many cases there are of each kind.
    struct Counts {
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0

        func adding(_ other: Counts) -> Counts {
            Counts(
                tests: tests + other.tests, failures: failures + other.failures,
                errors: errors + other.errors, skipped: skipped + other.skipped)
        }

        var attributes: String {
            "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\" "
                + "skipped=\"\(skipped)\""
        }
    }
}

/// One run as a suite.
private struct Suite {
    let result: RunResult
    private let cases: [Case]

    init(_ result: RunResult) {
        self.result = result
        cases = result.steps.map(Case.init) + (Case(wholeRun: result).map { [$0] } ?? [])
    }

    var counts: JUnitReport.Counts {
        var counts = JUnitReport.Counts()
        for testCase in cases {
            counts.tests += 1
            switch testCase.verdict {
            case .passed: break
            case .failure: counts.failures += 1
            case .error: counts.errors += 1
            case .skipped: counts.skipped += 1
            }
        }
        return counts
    }

    func write(to text: inout String) {
        text +=
            "  <testsuite name=\(result.scenario.xmlAttribute) \(counts.attributes) "
            + "time=\"\(result.duration.secondsText)\">\n    <properties>\n"
        var properties = [
            ("topology", result.topology), ("backend", result.backend), ("seed", "\(result.seed)"),
            ("result", result.outcome.rawValue), ("hash", result.hash ?? ""),
            ("events", "\(result.events)"),
        ]
        properties += result.measures.map { ("measure.\($0.name)", $0.value.secondsText) }
        for (name, value) in properties {
            text += "      <property name=\(name.xmlAttribute) value=\(value.xmlAttribute)/>\n"
        }
        text += "    </properties>\n"
        for testCase in cases { testCase.write(in: result.scenario, to: &text) }
        text += "  </testsuite>\n"
    }
}

/// One step, or what belongs to none, as a test case.
private struct Case {
    enum Verdict {
        case passed
        case failure(message: String, text: String)
        case error(message: String, text: String)
        case skipped(String)
    }

    let name: String
    let time: Interval
    let location: SourceLocation?
    let verdict: Verdict
    var output = ""

    init(_ step: StepResult) {
        name = step.name
        time = step.duration
        location = step.location
        let message = step.message ?? step.outcome.rawValue
        let text = FailureText(colour: false).text(step)
        switch step.outcome {
        case .passed: verdict = .passed
        case .failed: verdict = .failure(message: message, text: text)
        case .error: verdict = .error(message: message, text: text)
        case .skipped, .notRun: verdict = .skipped(message)
        case .warning:
            verdict = .passed
            output = text
        }
    }

    /// What failed that no step shows, if anything did.
    init?(wholeRun result: RunResult) {
        let isShown = result.steps.contains { $0.outcome == .failed || $0.outcome == .error }
        guard result.outcome != .passed, !isShown || !result.failures.isEmpty else { return nil }
        name = "the whole scenario"
        time = result.duration
        location = result.failures.first?.location
        let message = result.message ?? result.outcome.rawValue
        let text = FailureText(colour: false).text(result.failures, of: result)
        let isFailure = result.outcome == .failed || result.outcome == .timedOut
        verdict =
            isFailure
            ? .failure(message: message, text: text) : .error(message: message, text: text)
    }

    func write(in scenario: String, to text: inout String) {
        text +=
            "    <testcase classname=\(scenario.xmlAttribute) name=\(name.xmlAttribute) "
            + "time=\"\(time.secondsText)\""
        if let location {
            text += " file=\(location.file.xmlAttribute) line=\"\(location.line)\""
        }
        var content = ""
        switch verdict {
        case .passed: break
        case .failure(let message, let body): content = element("failure", message, body)
        case .error(let message, let body): content = element("error", message, body)
        case .skipped(let message):
            content = "      <skipped message=\(message.xmlAttribute)/>\n"
        }
        if !output.isEmpty { content += "      <system-out>\(output.xmlText)</system-out>\n" }
        text += content.isEmpty ? "/>\n" : ">\n\(content)    </testcase>\n"
    }

    private func element(_ name: String, _ message: String, _ body: String) -> String {
        "      <\(name) message=\(message.xmlAttribute)>\(body.xmlText)</\(name)>\n"
    }
}

extension String {
    /// The text as XML character data; what XML 1.0 does not allow is left out.
    fileprivate var xmlText: String {
        var text = ""
        for scalar in unicodeScalars where scalar.isXML {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\r": text += "&#13;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// The text as an XML attribute's value in quotes; line ends are kept as references.
    fileprivate var xmlAttribute: String {
        var text = "\""
        for scalar in xmlText.unicodeScalars {
            switch scalar {
            case "\n": text += "&#10;"
            case "\t": text += "&#9;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension Unicode.Scalar {
    /// Whether XML 1.0 allows the character (section 2.2).
    fileprivate var isXML: Bool {
        switch value {
        case 9, 10, 13, 0x20...0x7e, 0xa0...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }
}
