import LabModel
import LabNetwork

/// How one step went.
public struct StepResult: Hashable, Sendable {
    /// How a step ended.
    public enum Outcome: String, Hashable, Sendable {
        case passed
        case failed
        /// A check failed, but the step is only a warning.
        case warning
        /// The scenario says to leave it out.
        case skipped
        /// The backend or a program failed.
        case error
        /// The run ended before.
        case notRun = "not run"
    }

    /// Its place in the scenario, from 0.
    public var index: Int
    /// The step's name.
    public var name: String
    /// How it ended.
    public var outcome: Outcome
    /// When it began, by the lab's clock.
    public var startedAt: Instant
    /// How long it took.
    public var duration: Interval
    /// The time that the step measured, if it did.
    public var measure: Measure?
    /// Why it did not pass, in one line.
    public var message: String?
    /// What did not hold.
    public var failures: [FailureReport]
    /// Where the file has it.
    public var location: SourceLocation?

    /// Makes the result of a step that has not run.
    public init(index: Int, name: String, startedAt: Instant, location: SourceLocation? = nil) {
        self.index = index
        self.name = name
        self.startedAt = startedAt
        self.location = location
        outcome = .notRun
        duration = .zero
        failures = []
    }
}

/// A length of time kept as a result.
public struct Measure: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How long it was.
    public var value: Interval

    /// Makes a measure.
    public init(name: String, value: Interval) {
        self.name = name
        self.value = value
    }
}
