import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// The timeline as JSON lines: the content of `trace.jsonl`.
public enum TraceReport {
    /// One event on one line, without the line's end.
    public static func line(_ event: TimelineEvent) -> String {
        let (word, members) = event.kind.traced
        return JSONText.object(
            [("at", .seconds(event.at - .start)), ("event", .text(word))] + members
        ).line
    }
}

extension TimelineEvent.Kind {
    fileprivate typealias Members = [(name: String, value: JSONText)]

    fileprivate var traced: (word: String, members: Members) {
        switch self {
        case .runStarted(let run): ("runStarted", run.members)
        case .stepStarted(let index, let name):
            ("stepStarted", [("step", .integer(Int64(index + 1))), ("name", .text(name))])
        case .actionDone(let action):
            (
                "actionDone",
                [
                    ("action", .text(action.words)),
                    ("location", .optional(action.location?.description)),
                ]
            )
        case .faultInjected(let fault): ("faultInjected", fault.members)
        case .faultEnded(let fault, let lasted, let end):
            (
                "faultEnded",
                fault.members + [("how", .text(end.rawValue)), ("lasted", .seconds(lasted))]
            )
        case .checkHeld(let check): ("checkHeld", check.members)
        case .checkFailed(let check): ("checkFailed", check.members)
        case .measured(let measure):
            ("measured", [("name", .text(measure.name)), ("seconds", .seconds(measure.value))])
        case .note(let text): ("note", [("text", .text(text))])
        case .stepEnded(let step):
            (
                "stepEnded",
                [("step", .integer(Int64(step.index + 1))), ("result", step.json)]
                    + [("failures", .array(step.failures.map(\.json)))]
            )
        case .trafficSummary(let name, let statistics):
            ("trafficSummary", [("name", .text(name))] + statistics.members)
        case .runEnded(let result): ("runEnded", result.members)
        }
    }
}

extension RunStart {
    fileprivate var members: TimelineEvent.Kind.Members {
        [
            ("scenario", .text(scenario)), ("topology", .text(topology)),
            ("backend", .text(backend)), ("seed", .unsigned(seed)),
            ("steps", .integer(Int64(steps))),
        ]
    }
}

extension FaultNotice {
    fileprivate var members: TimelineEvent.Kind.Members {
        [
            ("number", .integer(Int64(number))), ("fault", .text(words)),
            ("drawn", drawn.map { .integer(Int64($0)) } ?? .null),
        ]
    }
}

extension CheckNotice {
    fileprivate var members: TimelineEvent.Kind.Members {
        [
            ("kind", .text(kind.rawValue)), ("check", .text(subject)),
            ("expected", .text(expected)), ("seen", .text(seen)),
            ("location", .optional(location?.description)),
        ]
    }
}

extension TrafficStatistics {
    fileprivate var members: TimelineEvent.Kind.Members {
        [
            ("requests", .integer(Int64(requests))), ("errors", .integer(Int64(errors))),
            ("longestOutage", .seconds(longestOutage)),
            ("p50", .seconds(latency(percentile: 50))),
            ("p99", .seconds(latency(percentile: 99))),
            (
                "answers",
                .object(answersByInstance.map { ($0.id, .integer(Int64($0.count))) })
            ),
        ]
    }
}

extension RunResult {
    fileprivate var members: TimelineEvent.Kind.Members {
        [
            ("result", .text(outcome.jsonWord)), ("hash", .optional(hash)),
            ("virtualSeconds", .seconds(duration)), ("events", .unsigned(events)),
            ("message", .optional(message)),
            ("failures", .array(failures.map(\.json))),
        ]
    }
}
