import LabModel
import LabNetwork

/// The step that runs, and the time it has.
struct StepInProgress {
    /// Its place in the scenario, from 0.
    let index: Int
    /// The step.
    let step: Step
    /// When it began.
    let began: Instant
    /// Until when its expectations must have come to hold.
    ///
    /// Time that the step itself lets pass, by `wait` and a restart's `after`, is added.
    var deadline: Instant
    /// When its actions were done; `nil` while they are not.
    var actionsEnded: Instant?

    init(_ step: Step, index: Int, began: Instant) {
        self.step = step
        self.index = index
        self.began = began
        deadline = began + step.within
    }
}
