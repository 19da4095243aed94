import LabProgram

/// A leave that is under way (serf, `Leave`; memberlist, `Leave`).
struct Departure: Sendable {
    enum Stage: Sendable {
        /// The intent to leave is being told.
        case announcing
        /// The agent says that it is gone.
        case gone
        /// Everything was said; others have time to hear it.
        case lingering
    }

    var stage = Stage.announcing
    /// The news of which the end is waited for; 0 for none.
    var broadcast: UInt32 = 0
    var timer: TimerID
}
