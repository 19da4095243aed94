import LabModel
import LabPrograms

/// What the store holds under a key.
struct KeyExamination: Examination {
    let questions: [Question]
    let check: KeyCheck
    let touched: [Unit]

    func verdict(on answers: [ProbeResult]) -> Verdict {
        guard let answer = answers.first, case .http(let response) = answer.outcome,
            response.status == 200 || response.status == 404
        else { return verdict(false, answers.first?.refusalText ?? "no answer") }
        if response.status == 404 { return verdict(check.value == nil, "no such key") }
        let text = response.text
        return verdict(check.value?.matches(text) ?? false, text.isEmpty ? "an empty value" : text)
    }

    private func verdict(_ holds: Bool, _ seen: String) -> Verdict {
        Verdict(holds: holds, expected: check.words, seen: seen, touched: touched)
    }
}

extension KeyCheck {
    /// What is asked for, in words.
    var words: String { value.map { "\($0)" } ?? "no such key" }
}

extension CheckContext {
    func approach(to check: KeyCheck) -> Approach {
        do throws(Unavailable) {
            let path = "/v1/kv/" + check.key.percentEncodedPath + "?raw"
            let (question, server) = try agentQuestion(path, from: check.from)
            return .asking(
                KeyExamination(questions: [question], check: check, touched: agent(on: server)))
        } catch {
            return .decided(.unasked(expected: check.words, error))
        }
    }
}
