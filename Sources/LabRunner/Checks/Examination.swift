import LabPrograms

/// A question, and the host that asks it.
struct Question: Hashable {
    var request: ProbeRequest
    var host: String
}

/// One look at something: what is asked, and what the answers mean.
protocol Examination {
    /// What is asked.
    var questions: [Question] { get }
    /// Whether each question waits for the answer to the one before.
    var isInSequence: Bool { get }
    /// What the answers mean; there may be fewer where a question in sequence got no answer.
    func verdict(on answers: [ProbeResult]) -> Verdict
}

extension Examination {
    var isInSequence: Bool { false }
}

/// How a check is looked at.
enum Approach {
    case decided(Verdict)
    case asking(any Examination)
}
