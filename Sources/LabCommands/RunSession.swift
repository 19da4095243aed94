import LabFiles
import LabMemory
import LabNetwork
import LabReport
import LabRunner

/// The runs of one `lab run`: shows them as they go, keeps their results, writes the reports.
final class RunSession {
    let interruption = Interruption()
    private let outputs: OutputOptions
    private let repeats: Int
    private let reports: ReportFiles
    private let clock = ContinuousClock()
    private var runs: [(result: RunResult, wall: Interval)] = []
    private var unrepeated: [String] = []

    init(outputs: OutputOptions, repeats: Int) throws {
        self.outputs = outputs
        self.repeats = repeats
        reports = try ReportFiles(outputs)
    }

    var isInterrupted: Bool { interruption.isRequested }

    func note(_ text: String) {
        if !outputs.json { Console.print(text) }
    }

    func run(_ loaded: LoadedScenario, seeds: ClosedRange<UInt64>?) {
        let seeds = seeds ?? loaded.scenario.seed...loaded.scenario.seed
        let first = runs.count
        let began = clock.now
        for seed in seeds {
            var hash: String?
            for _ in 0..<repeats where !isInterrupted {
                let result = runOnce(loaded, seed: seed, isOneOfMany: seeds.count * repeats > 1)
                if let hash, let other = result.hash, hash != other {
                    unrepeated.append("\(result.scenario), seed \(seed): \(hash), then \(other)")
                }
                hash = result.hash
            }
        }
        let results = runs[first...].map(\.result)
        if !outputs.json && results.count > 1 {
            TerminalReport(colour: Console.wantsColour)
                .summary(of: results, wall: wall(since: began)).forEach(Console.print)
        }
    }

    private func runOnce(
        _ loaded: LoadedScenario, seed: UInt64, isOneOfMany: Bool
    ) -> RunResult {
        var terminal = TerminalReport(colour: Console.wantsColour)
        let isQuiet = outputs.json || isOneOfMany
        var lines: [String] = []
        let began = clock.now
        let result = MemoryRun(scenario: loaded.scenario, topology: loaded.topology, seed: seed)
            .perform(
                interruption: interruption,
                observer: { [reports] event in
                    reports.record(event)
                    let added = terminal.lines(for: event)
                    if isQuiet { lines += added } else { added.forEach(Console.print) }
                })
        let took = wall(since: began)
        runs.append((result, took))
        if outputs.json {
            Console.print(JSONReport.line(result, wall: took))
        } else {
            // Of many runs only those that did not pass are worth their lines.
            if isQuiet && result.outcome != .passed { lines.forEach(Console.print) }
            terminal.summary(result, wall: took).forEach(Console.print)
        }
        return result
    }

    private func wall(since began: ContinuousClock.Instant) -> Interval {
        let (seconds, attoseconds) = (clock.now - began).components
        return .seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
    }

    /// Writes the reports and gives the exit status of all runs together.
    func finish() throws -> Int32 {
        try reports.write(runs)
        for line in unrepeated { Console.printError("the same seed gave another run: \(line)") }
        if isInterrupted { return Interrupt.status }
        let statuses = runs.map(\.result.exitStatus)
        if !unrepeated.isEmpty { return ExitStatus.backend.rawValue }
        return [ExitStatus.backend.rawValue, 1, 4].first { statuses.contains($0) } ?? 0
    }
}
