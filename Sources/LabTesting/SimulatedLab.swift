import Foundation
import LabFiles
@_exported import LabMemory
@_exported import LabModel
@_exported import LabNetwork
@_exported import LabProgram
import LabReport
@_exported import LabRunner

/// A lab in memory for a test: it comes up in milliseconds and is the same each time.
///
/// Actions and expectations are those of the scenario language, and take targets as it writes them
/// (`host-2`, `host-1/simple`, `leader`). What fails does so at the caller's line, with the seed and
/// the report that the command line prints.
///
/// ```swift
/// let lab = try SimulatedLab(topology: .named("three-node"), seed: 7)
/// try lab.start(service: "simple", on: "host-1", "host-2")
/// try lab.expect(.dns("simple.service.consul", answers: ["host-1", "host-2"]), within: .seconds(10))
/// try lab.kill("host-1")
/// try lab.expect(.dns("simple.service.consul", answers: ["host-2"]), within: .seconds(30))
/// ```
public final class SimulatedLab {
    /// The lab itself, for what this type has no method for.
    public let lab: MemoryLab
    /// The seed.
    public let seed: UInt64
    private let session: LabSession

    /// Builds a lab and brings it up.
    ///
    /// - Parameters:
    ///   - topology: what to build.
    ///   - seed: what everything random in it is split from.
    ///   - programs: what components and images run; replace one to test a program of your own.
    /// - Throws: `FileError` for a topology that is wrong, `LabError` for one that does not come up.
    public init(
        topology: TopologySource, seed: UInt64 = 1, programs: ProgramRegistry = .builtin
    ) throws {
        let topology = try topology.load(ScenarioLoader(directory: Self.home))
        lab = try MemoryLab(topology: topology, seed: seed, programs: programs)
        self.seed = seed
        try lab.bringUp()
        session = LabSession(lab: lab, seed: seed)
    }

    /// The lab's clock.
    public var now: Instant { lab.now }

    /// Does what a step of the scenario language would, and waits for what it expects.
    ///
    /// - Throws: `TestFailure` after the failure has been recorded at the caller's line.
    public func perform(_ step: Step, at location: TestLocation) throws {
        try carryOut(step, at: location)
    }

    @discardableResult
    func carryOut(_ step: Step, at location: TestLocation) throws -> StepResult {
        let result = session.perform(step)
        guard result.outcome == .failed || result.outcome == .error else { return result }
        throw FailureRecorder.failure(
            "with seed \(seed): " + (result.message ?? result.outcome.rawValue),
            report: "seed \(seed)\n" + FailureText(colour: false).text(result), at: location)
    }

    /// The nearest directory from the current one upwards that has a folder `Scenarios`.
    static var home: String {
        let start = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        var directory = start
        while directory.path != "/" {
            let folder = directory.appendingPathComponent("Scenarios").path
            if FileManager.default.fileExists(atPath: folder) { return directory.path }
            directory.deleteLastPathComponent()
        }
        return start.path
    }
}
