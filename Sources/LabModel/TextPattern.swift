/// What a text must be: the same, or matched by a regular expression.
public enum TextPattern: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The whole text.
    case exactly(String)
    /// A regular expression that must match somewhere in the text.
    case matching(String)

    /// Whether the text is what the pattern asks for; an expression that can't be read matches nothing.
    public func matches(_ text: String) -> Bool {
        switch self {
        case .exactly(let whole): text == whole
        case .matching(let expression):
            (try? Regex(expression)).map { text.contains($0) } ?? false
        }
    }

    /// As the scenario language writes it.
    public var description: String {
        switch self {
        case .exactly(let whole): whole
        case .matching(let expression): "/\(expression)/"
        }
    }
}
