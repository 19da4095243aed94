/// Why a simulated lab ended a test: what was expected did not come to be, or could not be done.
///
/// By the time it is thrown the report stands at the line of the test that asked for it, so this
/// error says no more than one line.
public struct TestFailure: Error, CustomStringConvertible, Sendable {
    /// What failed, in one line with the seed.
    public var description: String
    /// The report, as the command line prints it.
    public var report: String
}
