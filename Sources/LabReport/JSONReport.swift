import LabModel
import LabNetwork
import LabRunner

/// Results for machines.
public enum JSONReport {
    /// One run on one line, as `lab run --json` prints it.
    ///
    /// - Parameter wall: how long the run took by the user's own clock.
    public static func line(_ result: RunResult, wall: Interval) -> String {
        var members = members(result, wall)
        // A run that has no steps to tell by, as when the lab did not come up.
        if result.steps.isEmpty, let message = result.message {
            members.append(("message", .text(message)))
        }
        return JSONText.object(members).line
    }

    /// All runs with what failed in each: the content of `report.json`.
    ///
    /// - Parameter runs: each run with how long it took by the user's own clock.
    public static func document(_ runs: [(result: RunResult, wall: Interval)]) -> String {
        let values = runs.map { run in
            var members = members(run.result, run.wall)
            members.append(("topology", .text(run.result.topology)))
            members.append(("message", .optional(run.result.message)))
            let failures = run.result.failures + run.result.steps.flatMap(\.failures)
            members.append(("captured", .array(run.result.captures.map(\.json))))
            members.append(("failures", .array(failures.map(\.json))))
            return JSONText.object(members)
        }
        return JSONText.object([("runs", .array(values))]).line + "\n"
    }

    private static func members(
        _ result: RunResult, _ wall: Interval
    ) -> [(name: String, value: JSONText)] {
        [
            ("scenario", .text(result.scenario)),
            ("backend", .text(result.backend)),
            ("seed", .unsigned(result.seed)),
            ("result", .text(result.outcome.jsonWord)),
            ("hash", .optional(result.hash)),
            ("virtualSeconds", .seconds(result.duration)),
            ("wallSeconds", .seconds(wall)),
            ("events", .unsigned(result.events)),
            ("measures", .object(result.measures.map { ($0.name, .seconds($0.value)) })),
            ("steps", .array(result.steps.map(\.json))),
        ]
    }
}

extension Outcome {
    /// One of the three words that the contract has.
    var jsonWord: String {
        switch self {
        case .passed: "passed"
        case .failed, .timedOut: "failed"
        case .error, .interrupted: "error"
        }
    }
}

extension StepResult.Outcome {
    /// The outcome as one word.
    var jsonWord: String { self == .notRun ? "not-run" : rawValue }
}

extension StepResult {
    var json: JSONText {
        .object([
            ("name", .text(name)),
            ("result", .text(outcome.jsonWord)),
            ("startedAt", .seconds(startedAt - .start)),
            ("seconds", .seconds(duration)),
            ("message", .optional(message)),
        ])
    }
}

extension FailureReport {
    var json: JSONText {
        .object([
            ("kind", .text(kind.rawValue)),
            ("subject", .text(subject)),
            ("location", .optional(location?.description)),
            ("expected", .text(expected)),
            ("lastSeen", .optional(lastSeen)),
            ("observations", .array(observations.map(\.json))),
            ("faults", .array(faults.map(\.json))),
            ("ended", .array(ended.map(\.json))),
            ("log", .array(log.map(\.json))),
        ])
    }
}

extension Capture {
    fileprivate var json: JSONText {
        .object([("name", .text(name)), ("host", .text(host)), ("output", .text(output))])
    }
}

extension Observation {
    fileprivate var json: JSONText {
        .object([
            ("seen", .text(seen)), ("first", .seconds(first - .start)),
            ("last", .seconds(last - .start)), ("count", .integer(Int64(count))),
        ])
    }
}

extension FailureReport.FaultInForce {
    fileprivate var json: JSONText {
        .object([("fault", .text(words)), ("seconds", .seconds(lasted))])
    }
}

extension FailureReport.EndedProcess {
    fileprivate var json: JSONText {
        .object([
            ("unit", .text(unit.description)), ("code", .integer(Int64(code))),
            ("seconds", since.map { .seconds($0) } ?? .null),
        ])
    }
}

extension LogLine {
    fileprivate var json: JSONText {
        .object([
            ("at", .seconds(at - .start)), ("unit", .text(unit.description)), ("text", .text(text)),
        ])
    }
}
