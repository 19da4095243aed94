import Testing
import XCTest

/// A place in a test's source.
public struct TestLocation: Sendable {
    var fileID: String
    var filePath: StaticString
    var line: Int
    var column: Int

    /// Makes a place.
    public init(fileID: String, filePath: StaticString, line: Int, column: Int) {
        self.fileID = fileID
        self.filePath = filePath
        self.line = line
        self.column = column
    }
}

/// Fails the test that runs, at a place of its own source, in whichever library it is written.
enum FailureRecorder {
    /// Records a failure, and makes the error that ends the test.
    static func failure(
        _ summary: String, report: String, at location: TestLocation
    ) -> TestFailure {
        record(report, at: location)
        return TestFailure(description: summary, report: report)
    }

    private static func record(_ message: String, at location: TestLocation) {
        if Test.current == nil {
            XCTFail(message, file: location.filePath, line: UInt(location.line))
        } else {
            Issue.record(
                Comment(rawValue: message),
                sourceLocation: Testing.SourceLocation(
                    fileID: location.fileID, filePath: "\(location.filePath)",
                    line: location.line, column: location.column))
        }
    }
}
