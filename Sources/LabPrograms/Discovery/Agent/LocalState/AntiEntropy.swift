import LabNetwork
import LabProgram

/// Where an agent is with carrying its registrations into the catalog (spec 7.4).
///
/// One run is under way at a time. A full run reads what the catalog shows about the node and
/// compares; then, as in a partial run, differences are written one by one.
struct AntiEntropy {
    /// The scope of its timers.
    static let scope: UInt8 = 6
    enum TimerKind: UInt8 {
        case full = 1
        case deferredOutput
    }

    /// What a run is doing.
    enum Stage: Hashable {
        /// No run is under way.
        case idle
        /// It waits for what the catalog shows.
        case reading
        /// It waits for this to be written.
        case writing(LocalState.Step)
    }

    /// What the run under way is doing.
    var stage = Stage.idle
    /// Whether the run under way is a full one.
    var isFull = false
    /// Whether another full run shall follow the one under way.
    var wantsFull = false
    /// What was sent to be written last.
    var written: CatalogRegistration?
    /// The timer of the next full run.
    var fullTimer: TimerID?
    /// When it runs out.
    var fullDue = Instant.start
    /// The number of the last read or write; answers to earlier ones are too late.
    var operation: UInt64 = 0
    /// The clients of the HTTP API whose change is under way.
    var waiting: [ExchangeID] = []
    /// The checks whose output is written later, by the number of their timer.
    var deferred: [UInt64: String] = [:]
    /// How many outputs were deferred.
    var deferralCount: UInt64 = 0

    /// Begins a read or a write.
    mutating func begin(_ stage: Stage) -> UInt64 {
        self.stage = stage
        operation += 1
        return operation
    }

    /// Whether an answer belongs to the read or write under way.
    func expects(_ number: UInt64) -> Bool { stage != .idle && operation == number }
}
