/// What is wrong with a template, or with what it is filled in from.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// The line of the template, from 1.
    public var line: Int
    /// The column in characters, from 1.
    public var column: Int

    /// Makes an error at a place of the template.
    public init(_ message: String, line: Int, column: Int) {
        self.message = message
        self.line = line
        self.column = column
    }

    init(_ message: String, at place: TemplatePlace) {
        self.init(message, line: place.line, column: place.column)
    }

    /// `line:column: message`.
    public var description: String { "\(line):\(column): \(message)" }
}

/// A place in a template.
struct TemplatePlace: Hashable, Sendable {
    var line = 1
    var column = 1
}
