import LabModel
import LabNetwork
import LabPrograms

/// Questions that are being asked, and the answers that have come.
struct Inquiry {
    private struct Asked {
        var index: Int
        var probe: ProbeID
        var givenUpAt: Instant
    }

    /// How much longer than a question's own limit its answer is waited for, should the host that
    /// asks be gone itself.
    private static let grace = Interval.seconds(1)

    private let questions: [Question]
    private let isInSequence: Bool
    private var answers: [ProbeResult?]
    private var asked: [Asked] = []
    private var next = 0
    private var hasBroken = false

    init(_ questions: [Question], inSequence: Bool) {
        self.questions = questions
        isInSequence = inSequence
        answers = Array(repeating: nil, count: questions.count)
    }

    /// Takes the answers that have come and asks what may be asked; the answers once all are there.
    mutating func advance(_ lab: any Lab) -> [ProbeResult]? {
        while true {
            collect(lab)
            guard canAskMore else { break }
            ask(lab)
        }
        return isComplete ? answers.compactMap(\.self) : nil
    }

    private var isComplete: Bool { asked.isEmpty && (next == questions.count || hasBroken) }

    private var canAskMore: Bool {
        next < questions.count && !hasBroken && (asked.isEmpty || !isInSequence)
    }

    /// How many answers have come.
    var answered: Int { answers.count { $0 != nil } }

    /// The next moment at which something must be looked at even if nothing happens.
    var wakeUp: Instant { asked.map(\.givenUpAt).min() ?? .never }

    private mutating func ask(_ lab: any Lab) {
        let question = questions[next]
        do throws(LabError) {
            let probe = try lab.probe(question.request, from: question.host)
            let limit = lab.now + question.request.timeout + Inquiry.grace
            asked.append(Asked(index: next, probe: probe, givenUpAt: limit))
        } catch {
            settle(next, ProbeResult(failed: error.message, at: lab.now))
        }
        next += 1
    }

    private mutating func collect(_ lab: any Lab) {
        for index in asked.indices.reversed() {
            let question = asked[index]
            if let result = lab.result(of: question.probe) {
                settle(question.index, result)
            } else if lab.now >= question.givenUpAt {
                settle(question.index, ProbeResult(failed: "timed out", at: lab.now))
            } else {
                continue
            }
            lab.forget(question.probe)
            asked.remove(at: index)
        }
    }

    private mutating func settle(_ index: Int, _ result: ProbeResult) {
        answers[index] = result
        if isInSequence, case .failed = result.outcome { hasBroken = true }
    }

    /// Forgets what is still being asked.
    mutating func abandon(_ lab: any Lab) {
        for question in asked { lab.forget(question.probe) }
        asked = []
    }
}

extension ProbeResult {
    /// A question that failed at once.
    init(failed reason: String, at moment: Instant) {
        self.init(outcome: .failed(reason), askedAt: moment, answeredAt: moment)
    }
}

extension ProbeRequest {
    /// How long the answer is waited for.
    var timeout: Interval {
        switch self {
        case .dns(_, _, _, let timeout), .http(_, _, _, let timeout), .tcp(_, let timeout),
            .ping(_, let timeout):
            timeout
        }
    }
}
