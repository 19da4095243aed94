import LabModel
import LabNetwork
import LabPrograms

/// One look at a check that is under way.
struct CheckAttempt {
    /// When it began.
    let began: Instant
    /// The lab's revision then.
    let revision: UInt64
    private var survey: LeaderSurvey?
    private var tree: CheckTree?

    init(_ check: Check, on desk: CheckDesk) {
        began = desk.lab.now
        revision = desk.lab.revision
        let view = LabView(desk.lab)
        if check.dependsOnLeader {
            survey = LeaderSurvey(view)
        } else {
            tree = CheckTree(check, CheckContext(desk, view))
        }
    }

    /// Goes as far as it can; the verdict once there is one.
    mutating func advance(_ check: Check, on desk: CheckDesk) -> Verdict? {
        if tree == nil {
            guard let leadership = survey?.advance(desk.lab) else { return nil }
            var view = LabView(desk.lab)
            view.leadership = leadership
            survey = nil
            tree = CheckTree(check, CheckContext(desk, view))
        }
        return tree?.advance(desk.lab)
    }

    /// The verdict if no answer comes any more.
    var unanswered: Verdict? { tree?.unanswered }

    /// Whether just one question is under way, so that asking again beside it does no harm.
    var isSingleQuestion: Bool { tree?.isSingleQuestion ?? false }

    /// The next moment at which it must be looked at even if nothing happens.
    var wakeUp: Instant { min(survey?.wakeUp ?? .never, tree?.wakeUp ?? .never) }

    /// Forgets what is still being asked.
    mutating func abandon(_ lab: any Lab) {
        survey?.abandon(lab)
        tree?.abandon(lab)
    }
}

/// A check taken apart into what is asked.
indirect enum CheckTree {
    /// How the verdicts of several checks make one.
    enum Rule { case any, all, none }

    case decided(Verdict)
    case asking(Inquiry, any Examination)
    case several(Rule, [CheckTree])

    init(_ check: Check, _ context: CheckContext) {
        switch check {
        case .any(let checks): self = .several(.any, checks.map { CheckTree($0.check, context) })
        case .all(let checks): self = .several(.all, checks.map { CheckTree($0.check, context) })
        case .not(let checks): self = .several(.none, checks.map { CheckTree($0.check, context) })
        default:
            switch context.approach(to: check) {
            case .decided(let verdict): self = .decided(verdict)
            case .asking(let examination):
                let inquiry = Inquiry(
                    examination.questions, inSequence: examination.isInSequence)
                self = .asking(inquiry, examination)
            }
        }
    }

    /// The verdict if no answer comes any more.
    var unanswered: Verdict {
        switch self {
        case .decided(let verdict): return verdict
        case .asking(_, let examination):
            var verdict = examination.verdict(on: [])
            verdict.holds = false
            verdict.seen = "no answer"
            return verdict
        case .several(let rule, let parts):
            var verdict = rule.verdict(parts.map(\.unanswered), of: parts.count)
            verdict?.holds = false
            return verdict ?? Verdict(holds: false, expected: "", seen: "no answer")
        }
    }

    var isSingleQuestion: Bool {
        if case .asking(_, let examination) = self {
            examination.questions.count == 1
        } else {
            false
        }
    }

    var wakeUp: Instant {
        switch self {
        case .decided: .never
        case .asking(let inquiry, _): inquiry.wakeUp
        case .several(_, let parts): parts.map(\.wakeUp).min() ?? .never
        }
    }

    mutating func advance(_ lab: any Lab) -> Verdict? {
        switch self {
        case .decided(let verdict): return verdict
        case .asking(var inquiry, let examination):
            let answers = inquiry.advance(lab)
            self = .asking(inquiry, examination)
            guard let answers else { return nil }
            let verdict = examination.verdict(on: answers)
            self = .decided(verdict)
            return verdict
        case .several(let rule, var parts):
            var verdicts: [Verdict] = []
            for index in parts.indices {
                if let verdict = parts[index].advance(lab) { verdicts.append(verdict) }
            }
            self = .several(rule, parts)
            return rule.verdict(verdicts, of: parts.count)
        }
    }

    mutating func abandon(_ lab: any Lab) {
        switch self {
        case .decided: break
        case .asking(var inquiry, let examination):
            inquiry.abandon(lab)
            self = .asking(inquiry, examination)
        case .several(let rule, var parts):
            for index in parts.indices { parts[index].abandon(lab) }
            self = .several(rule, parts)
        }
    }
}

extension CheckTree.Rule {
    /// The verdict on the whole once the verdicts on some parts decide it.
    func verdict(_ verdicts: [Verdict], of count: Int) -> Verdict? {
        let held = verdicts.filter(\.holds)
        let missed = verdicts.filter { !$0.holds }
        let isDecided =
            switch self {
            case .any: !held.isEmpty
            case .all: !missed.isEmpty
            case .none: !held.isEmpty
            }
        guard isDecided || verdicts.count == count else { return nil }
        let holds = self == .any ? !held.isEmpty : self == .all ? missed.isEmpty : held.isEmpty
        let telling = holds || (self == .any) ? verdicts : self == .all ? missed : held
        return Verdict(
            holds: holds, expected: words(telling), seen: text(telling.map(\.seen), "; "),
            touched: telling.flatMap(\.touched))
    }

    private func words(_ verdicts: [Verdict]) -> String {
        let all = verdicts.map(\.expected)
        return switch self {
        case .any: text(all, " or ")
        case .all: text(all, " and ")
        case .none: "not (\(text(all, ", nor ")))"
        }
    }

    private func text(_ parts: [String], _ separator: String) -> String {
        parts.joined(separator: separator)
    }
}
