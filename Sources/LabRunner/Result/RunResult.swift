import LabNetwork

/// How one run of a scenario went.
public struct RunResult: Hashable, Sendable {
    /// The scenario's name.
    public var scenario: String
    /// The topology's name.
    public var topology: String
    /// What the hosts were made of.
    public var backend: String
    /// The seed.
    public var seed: UInt64
    /// How it ended.
    public var outcome: Outcome
    /// The hash of everything that happened; `nil` where time is real.
    public var hash: String?
    /// How much of the lab's time it took.
    public var duration: Interval
    /// How many events the lab handled.
    public var events: UInt64
    /// The times that steps measured, in order.
    public var measures: [Measure]
    /// What commands wrote whose output the scenario keeps, in order.
    public var captures: [Capture]
    /// The steps in order, those that did not run included.
    public var steps: [StepResult]
    /// What failed that belongs to no step.
    public var failures: [FailureReport]
    /// Why it did not pass, in one line.
    public var message: String?

    /// Makes the result of a run that passed without steps.
    public init(scenario: String, topology: String, backend: String, seed: UInt64) {
        self.scenario = scenario
        self.topology = topology
        self.backend = backend
        self.seed = seed
        outcome = .passed
        duration = .zero
        events = 0
        measures = []
        captures = []
        steps = []
        failures = []
    }

    /// The exit status of `lab run` after this run.
    public var exitStatus: Int32 { outcome.exitStatus }
}
