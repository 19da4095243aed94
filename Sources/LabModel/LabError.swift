/// Why a backend could not do what was asked.
public struct LabError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    /// What went wrong and what to do about it.
    public var message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// What went wrong and what to do about it.
    public var description: String { message }
}
