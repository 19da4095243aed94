/// Why a simulated lab ended a test: what was expected did not come to be, or could not be done.
public struct TestFailure: Error, CustomStringConvertible, Sendable {
    /// The report, as the command line prints it.
    public var description: String
}
