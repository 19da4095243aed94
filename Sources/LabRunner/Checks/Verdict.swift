import LabModel

/// What one look at a check said.
struct Verdict: Hashable {
    /// Whether it holds.
    var holds: Bool
    /// What is expected, in words.
    var expected: String
    /// What was seen, in words.
    var seen: String
    /// The units whose logs may explain it.
    var touched: [Unit] = []

    /// A verdict on something that could not even be asked.
    static func unasked(expected: String, _ reason: Unavailable) -> Verdict {
        Verdict(holds: false, expected: expected, seen: reason.text)
    }
}

/// Why a question can't be asked at the moment, in words.
struct Unavailable: Error {
    var text: String
    init(_ text: String) { self.text = text }
}
