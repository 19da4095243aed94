import LabModel
import LabProgram
import LabPrograms

/// An instance, or several of one service on a host, that must answer.
struct ExpectedMember: Hashable {
    /// How the scenario names it.
    var words: String
    /// The instances; none where only the words are compared.
    var units: [Unit]

    init(_ entry: String, _ context: CheckContext) {
        words = entry
        if context.topology.host(named: entry) != nil {
            units = context.view.units.map(\.unit).filter {
                if case .instance = $0 { $0.host == entry } else { false }
            }.filter(context.view.isRunning)
        } else {
            units = context.instances(entry, .running)?.instances.map(\.unit) ?? []
        }
    }

    /// What answers are called that come from it.
    func names(_ view: LabView) -> [String] {
        units.isEmpty ? [words] : units.map(view.shortName)
    }
}

extension RoundRobinCheck {
    func words(_ members: [ExpectedMember]) -> String {
        let names = members.map(\.words).joined(separator: " ")
        return switch order {
        case .strict: "\(names) in turn"
        case .fair: "\(names) with counts that differ by at most \(tolerance)"
        }
    }
}

/// Requests one after the other, and whether the instances answer them in turn.
struct RoundRobinExamination: Examination {
    /// What `hello` answers before its instance's id.
    private static let greeting = "Hello World from "
    /// More answers than this are shown as counts.
    private static let shownAnswers = 12

    let questions: [Question]
    let check: RoundRobinCheck
    let members: [ExpectedMember]
    let view: LabView
    /// The scenario's own traffic to the same place, which takes turns too.
    let traffic: TrafficShare
    let touched: [Unit]

    var isInSequence: Bool { true }

    func verdict(on answers: [ProbeResult]) -> Verdict {
        let names = answers.map(name)
        let expected = members.flatMap { $0.names(view) }
        let between = traffic.turns()
        let isComplete = names.count == questions.count
        let holds =
            isComplete
            && (check.order == .strict
                ? Turns(names, expected).fewestSkipped.map { $0 <= between } ?? false
                : RoundRobinExamination.isFair(names, expected, tolerance: check.tolerance))
        let detail = between > 0 ? ", up to \(between) requests of traffic between" : ""
        return Verdict(
            holds: holds, expected: check.words(members), seen: words(names) + detail,
            touched: touched)
    }

    /// Who gave an answer: an instance's name, or else the answer itself.
    private func name(_ answer: ProbeResult) -> String {
        guard case .http(let response) = answer.outcome else { return answer.failureText }
        guard (200...299).contains(response.status) else { return "status \(response.status)" }
        let lines = response.text.split(whereSeparator: \.isNewline)
        let text = lines.joined(separator: " ")
        guard text.hasPrefix(RoundRobinExamination.greeting) else { return text }
        let id = text.dropFirst(RoundRobinExamination.greeting.count).prefix { $0 != " " }
        return view.instance(withID: String(id)).map { view.shortName(of: $0.unit) } ?? String(id)
    }

    /// Whether only those answer, and none much more often than another.
    static func isFair(_ names: [String], _ expected: [String], tolerance: Int) -> Bool {
        guard !expected.isEmpty, names.allSatisfy(expected.contains) else { return false }
        let counts = expected.map { name in names.count { $0 == name } }
        return (counts.max() ?? 0) - (counts.min() ?? 0) <= tolerance
    }

    private func words(_ names: [String]) -> String {
        if names.count <= RoundRobinExamination.shownAnswers { return names.joined(separator: " ") }
        var counts: [(name: String, count: Int)] = []
        for name in names {
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count += 1
            } else {
                counts.append((name, 1))
            }
        }
        let begin = names.prefix(RoundRobinExamination.shownAnswers).joined(separator: " ")
        return begin + " … (" + counts.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            + ")"
    }
}
