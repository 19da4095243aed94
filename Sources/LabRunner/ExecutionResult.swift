/// A command that was started in a host.
public struct ExecutionID: Hashable, Sendable {
    /// Its number in the lab.
    public var rawValue: UInt32
    /// Makes a handle of its number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// What came of a command.
public struct ExecutionResult: Hashable, Sendable {
    /// Its exit code; 128 + the number of the signal that ended it.
    public var code: Int32
    /// What it wrote on its output, broken sequences replaced.
    public var output: String
    /// What it wrote on its error output.
    public var errorOutput: String

    /// Makes a result.
    public init(code: Int32, output: String, errorOutput: String) {
        self.code = code
        self.output = output
        self.errorOutput = errorOutput
    }
}
