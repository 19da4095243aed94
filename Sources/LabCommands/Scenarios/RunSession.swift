import LabFiles
import LabMemory
import LabModel
import LabNetns
import LabNetwork
import LabReport
import LabRunner
import LabSupervisor

/// The runs of one `lab run`: shows them as they go, keeps their results, writes the reports.
final class RunSession {
    let interruption = Interruption()
    private let conditions: RunConditions
    private let reports: ReportFiles
    private let clock = ContinuousClock()
    private var runs: [(result: RunResult, wall: Interval)] = []
    private var unrepeated: [String] = []
    /// Whether a lab was left up, so that nothing more is run.
    private var hasKept = false

    init(_ conditions: RunConditions) throws {
        self.conditions = conditions
        reports = try ReportFiles(conditions.outputs)
    }

    /// Whether no further run is wanted.
    var isOver: Bool { interruption.isRequested || hasKept }

    private var isJSON: Bool { conditions.outputs.json }

    func note(_ text: String) { Console.printError(text) }

    func run(_ loaded: LoadedScenario, at place: RunPlace, seeds: ClosedRange<UInt64>?) {
        let seeds = seeds ?? loaded.scenario.seed...loaded.scenario.seed
        let first = runs.count
        let began = clock.now
        let isOneOfMany = seeds.count * conditions.repeats > 1
        for seed in seeds {
            var hash: String?
            for _ in 0..<conditions.repeats where !isOver {
                let result = runOnce(loaded, at: place, seed: seed, isOneOfMany: isOneOfMany)
                if let hash, let other = result.hash, hash != other {
                    unrepeated.append("\(result.scenario), seed \(seed): \(hash), then \(other)")
                }
                hash = result.hash
            }
        }
        let results = runs[first...].map(\.result)
        if !isJSON && results.count > 1 {
            TerminalReport(colour: Console.wantsColour)
                .summary(of: results, wall: Interval(clock.now - began))
                .forEach { Console.print($0) }
        }
    }

    private func runOnce(
        _ loaded: LoadedScenario, at place: RunPlace, seed: UInt64, isOneOfMany: Bool
    ) -> RunResult {
        var terminal = TerminalReport(colour: Console.wantsColour)
        let isQuiet = isJSON || isOneOfMany
        var lines: [String] = []
        let began = clock.now
        reports.begin()
        let result = perform(loaded, at: place, seed: seed) { [reports] event in
            reports.record(event)
            let added = terminal.lines(for: event)
            if isQuiet { lines += added } else { added.forEach { Console.print($0) } }
            if case .memory = place { return }
            if !isQuiet, let progress = terminal.progress(for: event) {
                Console.showProgress(progress)
            }
        }
        Console.clearProgress()
        let took = Interval(clock.now - began)
        runs.append((result, took))
        reports.end(result, wall: took)
        if isJSON {
            Console.print(JSONReport.line(result, wall: took))
        } else {
            // Of many runs only those that did not pass are worth their lines.
            if isQuiet && result.outcome != .passed { lines.forEach { Console.print($0) } }
            terminal.summary(result, wall: took).forEach { Console.print($0) }
        }
        return result
    }

    private func perform(
        _ loaded: LoadedScenario, at place: RunPlace, seed: UInt64,
        observer: @escaping (TimelineEvent) -> Void
    ) -> RunResult {
        switch place {
        case .memory:
            return MemoryRun(scenario: loaded.scenario, topology: loaded.topology, seed: seed)
                .perform(interruption: interruption, observer: observer)
        case .standing(let lab):
            let pause = pause(in: lab.information.environment)
            return StandingLabRun(
                loaded: loaded, seed: seed, lab: lab, interruption: interruption
            ).perform { event in
                observer(event)
                pause?.look(at: event)
            }
        case .own(let hosts):
            return performInOwnLab(loaded, of: hosts, seed: seed, observer: observer)
        }
    }

    private func performInOwnLab(
        _ loaded: LoadedScenario, of hosts: HostBackend, seed: UInt64,
        observer: @escaping (TimelineEvent) -> Void
    ) -> RunResult {
        do throws(LabError) {
            let environment = try OwnLabRun.environment(number: runs.count + 1)
            let run = OwnLabRun(
                loaded: loaded, hosts: hosts, seed: seed, environment: environment,
                keepsFailure: conditions.keepsFailure, interruption: interruption)
            let pause = pause(in: environment.name)
            let display = BringUpDisplay()
            let result = run.perform { event in
                if case .waiting(let unit, let seen) = event {
                    Console.showProgress("… \(unit): \(seen) (\(display.elapsed.secondsText) s)")
                }
            } observer: { event in
                observer(event)
                pause?.look(at: event)
            }
            if run.isKept(after: result) {
                hasKept = true
                tellKept(environment.name)
            }
            return result
        } catch {
            var result = RunResult(
                scenario: loaded.scenario.name, topology: loaded.topology.name, backend: hosts.name,
                seed: seed)
            result.outcome = .error
            result.message = error.message
            return result
        }
    }

    private func pause(in environment: String) -> PauseOnFailure? {
        conditions.pausesOnFailure
            ? PauseOnFailure(environment: environment, interruption: interruption) : nil
    }

    private func tellKept(_ name: String) {
        let suffix = EnvironmentOptions.option(name)
        Console.printError(
            "the lab is left up: lab status\(suffix), lab logs\(suffix), lab shell\(suffix) HOST, "
                + "and in the end lab destroy\(suffix)")
    }

    /// Writes the reports and gives the exit status of all runs together.
    func finish() throws -> Int32 {
        try reports.write(runs)
        for line in unrepeated { Console.printError("the same seed gave another run: \(line)") }
        if interruption.isRequested { return Interrupt.status }
        let statuses = runs.map(\.result.exitStatus)
        if !unrepeated.isEmpty { return ExitStatus.backend.rawValue }
        return [ExitStatus.backend.rawValue, 1, 4].first { statuses.contains($0) } ?? 0
    }
}
