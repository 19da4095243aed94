import LabModel
import LabPrograms
import LabRunner

/// What a supervisor says without being asked.
enum ControlNote: Codable {
    /// The lab was given another drawing.
    case topology(Topology)
    /// Something happened that a check may see.
    case changes(ControlChanges)
    /// What came of a question.
    case probed(ProbeID, ProbeResult)
    /// A command has ended.
    case ended(UInt32, code: Int32)
    /// A stream ended early, for a reason in words.
    case streamClosed(UInt32, reason: String?)
    /// A line of a unit that is followed.
    case line(LogLine)
}

/// What has changed in a lab, all of it at once.
struct ControlChanges: Codable {
    /// What there is on the hosts where that is new; `[]` where there is no such host any more.
    var units: [String: [UnitStatus]]
    /// Grows with everything that happened that a check may see.
    var revision: UInt64
    /// How many things happened so far.
    var events: UInt64
}

/// A message of a supervisor after its welcome.
enum ControlMessage: Codable {
    case answer(ControlAnswer)
    case note(ControlNote)
}
