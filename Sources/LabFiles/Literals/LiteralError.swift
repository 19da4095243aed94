/// Why a text is not the literal that it should be.
public struct LiteralError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to write instead.
    public var message: String
    /// The correction, where it stands apart from the message.
    public var suggestion: String?

    /// Makes an error.
    public init(_ message: String, suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }

    /// The message with its suggestion.
    public var description: String { message + (suggestion.map { ": \($0)" } ?? "") }
}
