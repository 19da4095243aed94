import LabModel
import LabNetwork
import LabPrograms

/// Something that a person who follows a run wants to know.
public struct TimelineEvent: Hashable, Sendable {
    /// What happened.
    public enum Kind: Hashable, Sendable {
        case runStarted(RunStart)
        case stepStarted(index: Int, name: String)
        case actionDone(ActionNotice)
        case faultInjected(FaultNotice)
        /// A fault is no longer in force, after that long.
        case faultEnded(FaultNotice, lasted: Interval, FaultEnd)
        case checkHeld(CheckNotice)
        case checkFailed(CheckNotice)
        case measured(Measure)
        /// Something that is worth knowing but no failure.
        case note(String)
        case stepEnded(StepResult)
        case trafficSummary(name: String, TrafficStatistics)
        case runEnded(RunResult)
    }

    /// Why a fault is no longer in force.
    public enum FaultEnd: String, Hashable, Sendable {
        case healed, expired, replaced
        /// What had been ended runs again.
        case recovered
    }

    /// When, by the lab's clock.
    public var at: Instant
    /// What happened.
    public var kind: Kind

    /// Makes an event.
    public init(at: Instant, _ kind: Kind) {
        self.at = at
        self.kind = kind
    }
}

/// What a run begins with.
public struct RunStart: Hashable, Sendable {
    /// The scenario's name.
    public var scenario: String
    /// The topology's name.
    public var topology: String
    /// What the hosts are made of.
    public var backend: String
    /// The seed.
    public var seed: UInt64
    /// How many steps there are.
    public var steps: Int

    /// Makes a beginning.
    public init(scenario: String, topology: String, backend: String, seed: UInt64, steps: Int) {
        self.scenario = scenario
        self.topology = topology
        self.backend = backend
        self.seed = seed
        self.steps = steps
    }
}

/// An action that was carried out, as the timeline shows it.
public struct ActionNotice: Hashable, Sendable {
    /// The action in the scenario's words, such as `kill leader (host-2)`.
    public var words: String
    /// Whether some of its targets were picked at that moment.
    public var isPicked: Bool
    /// Where the file has it.
    public var location: SourceLocation?

    /// Makes a notice.
    public init(words: String, isPicked: Bool = false, location: SourceLocation? = nil) {
        self.words = words
        self.isPicked = isPicked
        self.location = location
    }
}

/// A fault as the timeline shows it.
public struct FaultNotice: Hashable, Sendable {
    /// Its number in the run, from 1.
    public var number: Int
    /// The fault in the scenario's words, such as `kill leader (host-2)`.
    public var words: String
    /// Its number among the faults that the seed draws, from 0; `nil` for a step's own.
    public var drawn: Int?

    /// Makes a notice.
    public init(number: Int, words: String, drawn: Int? = nil) {
        self.number = number
        self.words = words
        self.drawn = drawn
    }
}

/// A check as the timeline shows it.
public struct CheckNotice: Hashable, Sendable {
    /// Where the check stands.
    public var kind: FailureReport.Kind
    /// The check in short words, such as `dns simple.service.consul`.
    public var subject: String
    /// What is expected.
    public var expected: String
    /// What was seen.
    public var seen: String
    /// Where the file has it.
    public var location: SourceLocation?

    /// Makes a notice.
    public init(
        kind: FailureReport.Kind, subject: String, expected: String, seen: String,
        location: SourceLocation? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.expected = expected
        self.seen = seen
        self.location = location
    }
}
