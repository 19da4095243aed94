import LabModel
import LabNetwork
import LabProgram
import LabPrograms

/// One HTTP request, and what the answer must be.
struct HTTPExamination: Examination {
    /// More of a body than this is not shown.
    private static let shownBody = 80

    let questions: [Question]
    let check: HTTPCheck
    let touched: [Unit]

    func verdict(on answers: [ProbeResult]) -> Verdict {
        guard let answer = answers.first, case .http(let response) = answer.outcome else {
            return verdict(false, answers.first?.failureText ?? "no answer")
        }
        let time = answer.answeredAt - answer.askedAt
        let missed = check.missed(by: response, time: time)
        return verdict(missed.isEmpty, seen(response, time, missed))
    }

    private func verdict(_ holds: Bool, _ seen: String) -> Verdict {
        Verdict(holds: holds, expected: check.words, seen: seen, touched: touched)
    }

    private func seen(_ response: HTTPResponse, _ time: Interval, _ missed: [String]) -> String {
        var parts = ["\(response.status)"] + missed.filter { !$0.isEmpty }
        if check.latency != nil { parts.append("after \(time.secondsText) s") }
        let body = response.text.split(whereSeparator: \.isNewline).joined(separator: " ")
        if !body.isEmpty, check.json.isEmpty {
            let shown = body.prefix(HTTPExamination.shownBody)
            parts.append("\"\(shown)\(shown.count < body.count ? "…" : "")\"")
        }
        return parts.joined(separator: ", ")
    }
}

extension HTTPCheck {
    private var expectsNothing: Bool {
        status == nil && contains.isEmpty && json.isEmpty && header.isEmpty && latency == nil
    }

    /// What is asked for, in words.
    var words: String {
        if expectsNothing { return "status 200 to 399" }
        var parts: [String] = []
        if let status { parts.append("status \(status)") }
        parts += contains.map { "\($0) in the body" }
        parts += json.map { "\($0.path) = \($0.value.words)" }
        parts += header.map { "\($0.name): \($0.value)" }
        if let latency { parts.append("an answer in \(latency)") }
        return parts.joined(separator: ", ")
    }

    /// What an answer lacks, in words that say what it has instead; no words for its status, which
    /// is always shown. None where it is as asked.
    func missed(by response: HTTPResponse, time: Interval) -> [String] {
        if expectsNothing {
            return (200...399).contains(response.status) ? [] : [""]
        }
        var missed: [String] = []
        if let status, !status.holds(Double(response.status)) { missed.append("") }
        for pattern in contains where !pattern.occurs(in: response.text) {
            missed.append("without \(pattern)")
        }
        for field in header {
            let value = response.headers[field.name]
            if !(value.map(field.value.matches) ?? false) {
                missed.append("\(field.name): \(value ?? "(none)")")
            }
        }
        if let latency, !latency.holds(time) { missed.append("not in \(latency)") }
        return missed + missedJSON(JSON(response.body))
    }

    private func missedJSON(_ document: JSON?) -> [String] {
        guard !json.isEmpty else { return [] }
        guard let document else { return ["no JSON"] }
        return json.compactMap { expected in
            guard let path = JSONPath(expected.path) else {
                return "\(expected.path) is no path"
            }
            let value = path.value(in: document)
            return expected.value.matches(value)
                ? nil : "\(expected.path) = \(value?.text ?? "(nothing)")"
        }
    }
}

extension TextPattern {
    /// Whether a text contains the plain text, or is matched by the expression.
    func occurs(in text: String) -> Bool {
        switch self {
        case .exactly(let part): part.isEmpty || text.contains(part)
        case .matching: matches(text)
        }
    }
}
