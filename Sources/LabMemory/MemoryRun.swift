import LabModel
import LabRunner

/// One run of a scenario in memory, from an empty world to the result.
public struct MemoryRun {
    /// The scenario.
    public var scenario: Scenario
    /// What it runs on.
    public var topology: Topology
    /// The seed; the scenario's own where there is none.
    public var seed: UInt64?
    /// What components and images run.
    public var programs: ProgramRegistry

    /// Prepares a run.
    public init(
        scenario: Scenario, topology: Topology, seed: UInt64? = nil,
        programs: ProgramRegistry = .builtin
    ) {
        self.scenario = scenario
        self.topology = topology
        self.seed = seed
        self.programs = programs
    }

    /// Brings a lab up and walks the scenario's steps in it.
    ///
    /// - Parameters:
    ///   - interruption: asked for now and then; a request heals and ends the run.
    ///   - prepare: called with the lab before anything happens in it, for observers.
    ///   - observer: told of everything worth knowing, at once and in order.
    /// - Returns: the result; a lab that can't be built or brought up gives one with an error.
    public func perform(
        interruption: Interruption = Interruption(), prepare: (MemoryLab) -> Void = { _ in },
        observer: @escaping (TimelineEvent) -> Void = { _ in }
    ) -> RunResult {
        let seed = seed ?? scenario.seed
        do throws(LabError) {
            let lab = try MemoryLab(topology: topology, seed: seed, programs: programs)
            prepare(lab)
            try lab.bringUp(interruption: interruption)
            return ScenarioRunner(
                lab: lab, scenario: scenario, options: RunOptions(seed: seed),
                interruption: interruption, observer: observer
            ).run()
        } catch {
            var result = RunResult(
                scenario: scenario.name, topology: topology.name, backend: "memory", seed: seed)
            result.outcome = interruption.isRequested ? .interrupted : .error
            result.message = error.message
            return result
        }
    }
}
