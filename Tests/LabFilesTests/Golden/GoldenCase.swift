import Testing

/// A file with mistakes, and all that is said about them.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    let title: String
    let text: String
    let expected: String

    init(_ title: String, _ text: String, _ expected: String) {
        self.title = title
        self.text = text
        self.expected = expected
    }

    var testDescription: String { title }
}
