import LabModel
import LabNetwork

/// Everything that explains why something did not hold.
public struct FailureReport: Hashable, Sendable {
    /// A fault that was in force when the check failed.
    public struct FaultInForce: Hashable, Sendable {
        /// The fault in the scenario's words.
        public var words: String
        /// For how long it had been in force.
        public var lasted: Interval

        /// Makes a record.
        public init(words: String, lasted: Interval) {
            self.words = words
            self.lasted = lasted
        }
    }

    /// Under which key the check stands, or that it is an action.
    public var kind: Kind
    /// The check or the action in short words, such as `dns simple.service.consul`.
    public var subject: String
    /// Where the file has it.
    public var location: SourceLocation?
    /// That line of the file.
    public var sourceLine: String?
    /// What was expected; what went wrong where it is an action.
    public var expected: String
    /// What was seen last; `nil` where nothing was.
    public var lastSeen: String?
    /// How long what was seen last had been so.
    public var lastSeenFor: Interval
    /// How often what was seen last had been seen.
    public var lastSeenCount: Int
    /// What one look at it is called: `answer` where something is asked, else `sample`.
    public var noun: String
    /// The wrong values in the order of their first sight.
    public var observations: [Observation]
    /// How many more different values there were.
    public var droppedObservations: Int
    /// When it failed.
    public var at: Instant
    /// The faults in force then, the oldest first.
    public var faults: [FaultInForce]
    /// The processes that had ended with an error by then.
    public var ended: [EndedProcess]
    /// The last lines of the logs of the processes that had ended so, then of those that the check
    /// touched.
    public var log: [LogLine]

    /// A process that had ended with an error when the check failed.
    public struct EndedProcess: Hashable, Sendable {
        /// The process.
        public var unit: Unit
        /// Its exit code, not 0.
        public var code: Int32
        /// How long ago that was; `nil` where the backend does not know.
        public var since: Interval?

        /// Makes a record.
        public init(unit: Unit, code: Int32, since: Interval?) {
            self.unit = unit
            self.code = code
            self.since = since
        }
    }

    /// What was asked for.
    public enum Kind: String, Hashable, Sendable {
        case expect, during, always, never, action
    }

    /// Makes a report that says only what was expected.
    public init(kind: Kind, subject: String, expected: String, at: Instant) {
        self.kind = kind
        self.subject = subject
        self.expected = expected
        self.at = at
        lastSeenFor = .zero
        lastSeenCount = 0
        noun = "answer"
        observations = []
        droppedObservations = 0
        faults = []
        ended = []
        log = []
    }

    /// What was expected and what was seen instead.
    public var explanation: String {
        var text: String
        switch kind {
        case .action: return expected
        case .expect: text = "expected \(expected)"
        case .during: text = "expected \(expected) all through the step"
        case .always: text = "always expected \(expected)"
        case .never: text = "never expected \(expected)"
        }
        guard let lastSeen else { return text + ", no \(noun)" }
        let isUnanswered = lastSeen.hasPrefix("no answer")
        if isUnanswered {
            text += ", "
        } else if kind == .never {
            text += ", but saw "
        } else {
            text += noun == "answer" ? ", last answer " : ", last seen "
        }
        let count = isUnanswered ? "" : ", \(countText)"
        return text + lastSeen + " (for \(lastSeenFor.secondsText) s\(count))"
    }

    private var countText: String {
        "\(lastSeenCount) \(noun)\(lastSeenCount == 1 ? "" : "s")"
    }

    /// The whole in one line.
    public var summary: String { "\(subject): \(explanation)" }
}
