/// Why a program could not be started.
public struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do about it.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// What is wrong and what to do about it.
    public var description: String { message }
}
