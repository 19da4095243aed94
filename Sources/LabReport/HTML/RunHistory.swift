import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// What happened in a run, sorted for drawing.
struct RunHistory {
    /// A fault from its beginning to its end.
    struct FaultWindow {
        var notice: FaultNotice
        var began: Instant
        var ended: Instant
        /// Why it is no longer in force; `nil` where it was so to the end.
        var end: TimelineEvent.FaultEnd?
    }

    /// A moment that a line in a list is worth.
    struct Moment {
        /// What kind of moment it is.
        enum Look: String {
            case action, fault, held, missed, measure, note
        }

        var at: Instant
        var look: Look
        var words: String
    }

    private(set) var began: Instant
    private(set) var ended: Instant
    private(set) var faults: [FaultWindow] = []
    private(set) var moments: [Moment] = []
    private(set) var traffic: [(name: String, statistics: TrafficStatistics)] = []

    init(_ run: HTMLReport.Run) {
        let steps = run.result.steps.filter { $0.outcome != .notRun }
        began = run.events.first?.at ?? steps.first?.startedAt ?? .start
        let last = steps.last.map { $0.startedAt + $0.duration } ?? began
        ended = max(began + run.result.duration, last)
        for event in run.events { add(event) }
        for index in faults.indices where faults[index].end == nil {
            faults[index].ended = max(ended, faults[index].began)
        }
    }

    /// From the first event to the last that belongs to the scenario.
    var duration: Interval { ended - began }

    private mutating func add(_ event: TimelineEvent) {
        switch event.kind {
        case .faultInjected(let notice):
            faults.append(FaultWindow(notice: notice, began: event.at, ended: event.at))
            if notice.drawn != nil { add(event.at, .fault, "\(notice.words), drawn") }
        case .faultEnded(let notice, let lasted, let end):
            if let index = faults.firstIndex(where: { $0.notice.number == notice.number }) {
                faults[index].ended = min(event.at, max(ended, faults[index].began))
                faults[index].end = end
            }
            add(event.at, .fault, "\(notice.words) \(end.rawValue) after \(lasted.secondsText) s")
        case .actionDone(let action): add(event.at, .action, action.words)
        case .checkHeld(let check):
            add(event.at, .held, "\(check.words) holds: \(check.seen)")
        case .checkFailed(let check):
            add(event.at, .missed, "\(check.words) does not hold: \(check.seen)")
        case .measured(let measure):
            add(event.at, .measure, "\(measure.name): \(measure.value.secondsText) s")
        case .note(let text): add(event.at, .note, text)
        case .trafficSummary(let name, let statistics): traffic.append((name, statistics))
        case .runStarted, .stepStarted, .stepEnded, .runEnded: break
        }
    }

    private mutating func add(_ at: Instant, _ look: Moment.Look, _ words: String) {
        moments.append(Moment(at: at, look: look, words: words))
    }
}

extension CheckNotice {
    /// The check, with the key that it stands under where that is not `expect`.
    fileprivate var words: String {
        kind == .expect ? subject : "\(kind.rawValue): \(subject)"
    }
}
