import LabModel
import LabNetwork
import LabPrograms

/// The checks that nobody needs to be asked for.
extension CheckContext {
    func verdict(on check: ProcessCheck) -> Verdict {
        let expected = check.words
        let units = units(check.target)
        let statuses = units.compactMap(view.status(of:))
        guard !statuses.isEmpty else {
            return Verdict(
                holds: false, expected: expected, seen: "there is no \(check.target)",
                touched: units)
        }
        let seen = statuses.map { status in
            let name = statuses.count == 1 ? "" : "\(status.unit) "
            let restarts = check.restarts == nil ? "" : ", \(status.restarts) restarts"
            return name + status.state.words + restarts
        }
        return Verdict(
            holds: statuses.allSatisfy(check.allows), expected: expected,
            seen: seen.joined(separator: "; "), touched: units)
    }

    func verdict(on check: LogCheck) -> Verdict {
        let units = units(check.target)
        let pattern = LinePattern(check.matches)
        let count = units.reduce(0) { sum, unit in
            sum + lab.log(of: unit).count { pattern.matches($0.text) }
        }
        let bound = check.count ?? Bound(.atLeast, .number(1))
        return Verdict(
            holds: !units.isEmpty && bound.holds(Double(count)),
            expected: "\(check.count.map { "\($0)" } ?? "a") line\(check.count == nil ? "" : "s") "
                + "that \(pattern.verb) \(check.matches)",
            seen: units.isEmpty ? "there is no \(check.target)" : "\(count) such lines",
            touched: units)
    }

    func verdict(on checks: [TrafficCheck]) -> Verdict {
        let verdicts = checks.map(verdict)
        let missed = verdicts.filter { !$0.holds }
        let telling = missed.isEmpty ? verdicts : missed
        return Verdict(
            holds: missed.isEmpty, expected: telling.map(\.expected).joined(separator: "; "),
            seen: telling.map(\.seen).joined(separator: "; "))
    }

    private func verdict(on check: TrafficCheck) -> Verdict {
        guard let statistics = lab.trafficStatistics(named: check.name), statistics.requests > 0
        else {
            return Verdict(
                holds: false, expected: check.words,
                seen: "\(check.name): no request has ended yet")
        }
        return Verdict(
            holds: check.allows(statistics), expected: check.words,
            seen: check.seen(statistics))
    }
}

extension UnitStatus.State {
    /// The state as reports write it.
    public var words: String {
        switch self {
        case .running: "running"
        case .paused: "paused"
        case .exited(let code): "exited with \(code)"
        case .signaled(let signal): "ended by \(signal)"
        }
    }

    /// The exit code as a shell reports it: 128 and the signal's number after a signal.
    var exitCode: Int32? {
        switch self {
        case .running, .paused: nil
        case .exited(let code): code
        case .signaled(let signal): Signal.numbers[signal].map { 128 + $0 }
        }
    }
}

/// The signals' numbers on Linux (signal(7)).
enum Signal {
    static let numbers: [String: Int32] = [
        "SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGILL": 4, "SIGTRAP": 5, "SIGABRT": 6,
        "SIGBUS": 7, "SIGFPE": 8, "SIGKILL": 9, "SIGUSR1": 10, "SIGSEGV": 11, "SIGUSR2": 12,
        "SIGPIPE": 13, "SIGALRM": 14, "SIGTERM": 15,
    ]
}

extension ProcessCheck {
    func allows(_ status: UnitStatus) -> Bool {
        let isAsked =
            switch (state, status.state) {
            case (nil, _), (.running, .running), (.paused, .paused), (.exited, .exited),
                (.signaled, .signaled):
                true
            default: false
            }
        return isAsked && (exit == nil || status.state.exitCode == exit)
            && (restarts?.holds(Double(status.restarts)) ?? true)
    }

    /// What is asked for, in words.
    var words: String {
        var parts: [String] = []
        if let state { parts.append("\(target) \(state.rawValue)") }
        if let exit { parts.append("exit code \(exit)") }
        if let restarts { parts.append("\(restarts) restarts") }
        return parts.isEmpty ? "\(target)" : parts.joined(separator: ", ")
    }
}

/// A pattern that is read once for many lines.
struct LinePattern {
    private let whole: String?
    private let expression: Regex<AnyRegexOutput>?

    init(_ pattern: TextPattern) {
        switch pattern {
        case .exactly(let text): (whole, expression) = (text, nil)
        case .matching(let text): (whole, expression) = (nil, try? Regex(text))
        }
    }

    /// How reports say it.
    var verb: String { whole == nil ? "matches" : "is" }

    /// Whether a line is it; a plain text may leave out the level in brackets before it.
    func matches(_ line: String) -> Bool {
        if let whole { return line == whole || line.hasSuffix("] " + whole) }
        return expression.map { line.contains($0) } ?? false
    }
}
