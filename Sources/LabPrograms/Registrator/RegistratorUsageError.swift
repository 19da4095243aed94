/// Why a registrator's command line is wrong; the real program exits with 2 then.
public struct RegistratorUsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what would be right.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// What is wrong and what would be right.
    public var description: String { message }
}
