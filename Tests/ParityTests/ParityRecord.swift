import LabModel
import LabNetwork
import LabRunner

/// What a run of a scenario answered, and how long everything took.
final class ParityRecord {
    /// How long it took from no power to every component ready.
    let upAfter: Interval
    /// How the run ended.
    var result = RunResult(scenario: "", topology: "", backend: "", seed: 0)
    /// What each expectation of each step saw when it came to hold, by its place in the file.
    private(set) var answers: [String: String] = [:]
    /// What can be seen from outside after the run.
    var state: [String] = []

    init(upAfter: Interval) { self.upAfter = upAfter }

    func note(_ event: TimelineEvent) {
        guard case .checkHeld(let notice) = event.kind, notice.kind == .expect,
            let place = notice.location
        else { return }
        answers["\(place) \(notice.subject)"] = ParityRecord.comparable(notice)
    }

    /// What two runs answered otherwise, one line each.
    func differences(from other: ParityRecord) -> [String] {
        let places = Set(answers.keys).union(other.answers.keys).sorted()
        return places.filter { answers[$0] != other.answers[$0] }.map { place in
            "\(place): \(answers[place] ?? "nothing") and \(other.answers[place] ?? "nothing")"
        }
    }

    /// What was seen without what has to differ: ports, the order of a rotation, numbers of
    /// requests, who of equals leads.
    private static func comparable(_ notice: CheckNotice) -> String {
        if notice.subject.hasPrefix("traffic ") || notice.subject.hasPrefix("leader ") {
            return "as expected"
        }
        let seen = notice.seen.replacing(/, up to \d+ requests? of traffic between/, with: "")
            .replacing(/:(3[2-9]|[45][0-9])\d{3}\b/, with: ":port")
        let words = seen.split(separator: " ").map(String.init)
        return Set(words).sorted().joined(separator: " ")
    }
}
