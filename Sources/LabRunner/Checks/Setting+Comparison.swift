import LabModel

extension Setting {
    /// Whether a JSON value is what is written here.
    ///
    /// A text of the form `/…/` is a pattern, one that begins with a comparison is a bound; any
    /// other must be the same text. `null` also stands for nothing at all.
    func matches(_ value: JSON?) -> Bool {
        switch (self, value) {
        case (.null, nil), (.null, .null): true
        case (_, nil): false
        case (.flag(let expected), .flag(let found)): expected == found
        case (.integer(let expected), .number(let found, _)): Double(expected) == found
        case (.decimal(let expected), .number(let found, _)): expected == found
        case (.text(let text), .some(let found)): Setting.text(text, matches: found)
        case (.list(let expected), .array(let found)):
            expected.count == found.count && zip(expected, found).allSatisfy { $0.matches($1) }
        case (.map(let expected), .object):
            expected.allSatisfy { $0.value.matches(value?[$0.key]) }
        default: false
        }
    }

    private static func text(_ text: String, matches found: JSON) -> Bool {
        if text.count >= 2, text.hasPrefix("/"), text.hasSuffix("/") {
            if TextPattern.matching(String(text.dropFirst().dropLast())).matches(found.text) {
                return true
            }
        }
        if let number = found.number, let bound = Bound(comparisonIn: text) {
            return bound.holds(number)
        }
        return text == found.text
    }

    /// The value as a person writes it.
    var words: String {
        switch self {
        case .null: "null"
        case .flag(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .decimal(let value): "\(value)"
        case .text(let value): value
        case .list(let values): "[" + values.map(\.words).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value.words)" }.joined(separator: ", ") + "}"
        }
    }
}
