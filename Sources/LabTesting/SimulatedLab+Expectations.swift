import LabFiles
import LabMemory
import LabModel
import LabNetwork
import LabReport
import LabRunner

/// What a test expects of a lab.
extension SimulatedLab {
    /// Waits until checks hold, all of them at once.
    ///
    /// - Parameters:
    ///   - within: the deadline from now.
    ///   - stable: how long they must keep holding after that.
    /// - Returns: how long it took until they held.
    /// - Throws: `TestFailure` after the failure has been recorded at the caller's line.
    @discardableResult
    public func expect(
        _ checks: Check..., within: Interval = .seconds(10), stable: Interval? = nil,
        fileID: String = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        column: Int = #column
    ) throws -> Interval {
        let began = now
        try perform(
            Step(
                name: "expectation", expect: checks.map { PlacedCheck($0) }, within: within,
                stable: stable),
            at: TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
        return now - began - (stable ?? .zero)
    }

    /// Runs a scenario file, in a lab of its own, as a test.
    ///
    /// - Parameters:
    ///   - name: the scenario by its path or name.
    ///   - seed: another seed than the scenario's.
    /// - Returns: the result of a run that passed.
    /// - Throws: `FileError` for files that are wrong, and `TestFailure` after the failure has been
    ///   recorded at the caller's line.
    @discardableResult
    public static func run(
        scenario name: String, seed: UInt64? = nil, programs: ProgramRegistry = .builtin,
        fileID: String = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        column: Int = #column
    ) throws -> RunResult {
        let loaded = try ScenarioLoader(directory: home).scenario(named: name)
        var terminal = TerminalReport(colour: false)
        var lines: [String] = []
        let result = MemoryRun(
            scenario: loaded.scenario, topology: loaded.topology, seed: seed, programs: programs
        ).perform { lines += terminal.lines(for: $0) }
        guard result.outcome != .passed else { return result }
        lines += terminal.summary(result, wall: .zero)
        let message = lines.joined(separator: "\n")
        FailureRecorder.record(
            message,
            at: TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
        throw TestFailure(description: message)
    }
}
