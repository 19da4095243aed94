import LabNetwork

/// Reads out of a discovery agent's log when it began to lead.
///
/// Raft as hashicorp's says the term when it stands for election, and later that it leads:
/// `entering candidate state: node="…" term=3`, then `entering leader state: leader="…"`.
struct LeadershipReader {
    private var term: UInt64?

    /// Takes a line in; the term that the agent leads since then, where the line says so.
    mutating func take(_ line: String) -> UInt64? {
        let text = line.lowercased()
        if text.contains("entering candidate state") {
            term = Self.number(after: "term=", in: text) ?? Self.number(after: "term ", in: text)
        } else if text.contains("entering leader state") {
            return term
        } else if text.contains("entering follower state") {
            term = nil
        }
        return nil
    }

    private static func number(after word: String, in text: String) -> UInt64? {
        guard let range = text.firstRange(of: word) else { return nil }
        return UInt64(text[range.upperBound...].prefix { $0.isNumber })
    }
}
