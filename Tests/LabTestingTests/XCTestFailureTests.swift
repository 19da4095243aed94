import LabTesting
import XCTest

/// A failed expectation in a test of XCTest, which has no known issues on Linux: the failure is
/// caught where it is recorded.
final class XCTestFailureTests: XCTestCase {
    private struct Recorded {
        var text: String
        var file: String
        var line: Int
    }

    private var caught: [Recorded] = []
    private var isCatching = false

    func testAFailedExpectationFailsAtTheCallersLineWithSeedAndReport() throws {
        let lab = try SimulatedLab(topology: .named("three-node"), seed: 7)
        isCatching = true
        var line = 0
        var failure: TestFailure?
        do {
            line = #line + 1
            try lab.expect(.leader(.none), within: .seconds(1))
        } catch let error as TestFailure {
            failure = error
        }
        isCatching = false
        XCTAssertEqual(caught.count, 1)
        XCTAssertEqual(caught.first?.line, line)
        XCTAssertEqual(caught.first?.file.hasSuffix("XCTestFailureTests.swift"), true)
        XCTAssertEqual(caught.first?.text.contains("seed 7\n✗ leader none"), true)
        XCTAssertEqual(failure?.description.hasPrefix("with seed 7: leader none"), true)
    }

    #if os(macOS)
    override func record(_ issue: XCTIssue) {
        guard isCatching else { return super.record(issue) }
        let place = issue.sourceCodeContext.location
        caught.append(
            Recorded(
                text: issue.compactDescription, file: place?.fileURL.path ?? "",
                line: place?.lineNumber ?? 0))
    }
    #else
    override func recordFailure(
        withDescription description: String, inFile filePath: String, atLine lineNumber: Int,
        expected: Bool
    ) {
        guard !isCatching else {
            caught.append(Recorded(text: description, file: filePath, line: lineNumber))
            return
        }
        super.recordFailure(
            withDescription: description, inFile: filePath, atLine: lineNumber, expected: expected)
    }
    #endif
}
