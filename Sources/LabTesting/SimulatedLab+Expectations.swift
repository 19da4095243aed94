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
        let step = Step(
            name: checks.map(\.subject).joined(separator: ", "),
            expect: checks.map { PlacedCheck($0) }, within: within,
            stable: stable, measure: "time until it held")
        let result = try carryOut(
            step, at: TestLocation(fileID: fileID, filePath: filePath, line: line, column: column))
        return result.measure?.value ?? .zero
    }

    /// Runs a scenario file, in a lab of its own, as a test.
    ///
    /// - Parameters:
    ///   - name: the scenario by its path or name, as `lab run` finds it.
    ///   - seed: another seed than the scenario's.
    ///   - programs: what components and images run; replace one to test a program of your own.
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
        let clock = ContinuousClock()
        let began = clock.now
        let result = MemoryRun(
            scenario: loaded.scenario, topology: loaded.topology, seed: seed, programs: programs
        ).perform(observer: { lines += terminal.lines(for: $0) })
        guard result.outcome != .passed else { return result }
        let (seconds, attoseconds) = (clock.now - began).components
        let wall = Interval.seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
        lines += terminal.summary(result, wall: wall)
        let place = TestLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        throw FailureRecorder.failure(
            "\(result.scenario) with seed \(result.seed): "
                + (result.message ?? result.outcome.rawValue),
            report: lines.joined(separator: "\n"), at: place)
    }
}
