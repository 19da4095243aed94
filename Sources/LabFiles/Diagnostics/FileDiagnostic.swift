import LabModel

/// One thing that is wrong with a file, and what to do about it.
public struct FileDiagnostic: Hashable, Sendable {
    /// Where it is; `nil` for a file that could not be found or read at all.
    public var location: SourceLocation?
    /// What is wrong.
    public var message: String
    /// What to write instead, where that can be guessed.
    public var suggestion: String?
    /// The line of the file, without its line break.
    public var sourceLine: String?
    /// How many characters of the line it is about, at least one.
    public var length: Int

    /// Makes a diagnostic.
    public init(
        location: SourceLocation?, message: String, suggestion: String? = nil,
        sourceLine: String? = nil, length: Int = 1
    ) {
        self.location = location
        self.message = message
        self.suggestion = suggestion
        self.sourceLine = sourceLine
        self.length = max(length, 1)
    }
}

extension FileDiagnostic: CustomStringConvertible {
    /// `file:line:column: message`, the line, and a caret under what is wrong.
    public var description: String {
        guard let location else {
            return message + (suggestion.map { ": \($0)" } ?? "")
        }
        guard let sourceLine else {
            return "\(location): \(message)" + (suggestion.map { ": \($0)" } ?? "")
        }
        let excerpt = LineExcerpt(sourceLine, column: location.column, length: length)
        let number = "\(location.line)"
        let margin = String(repeating: " ", count: number.count)
        let advice = suggestion.map { " " + $0 } ?? ""
        return """
            \(location): \(message)
              \(number) | \(excerpt.text)
              \(margin) | \(excerpt.marker)\(advice)
            """
    }
}
