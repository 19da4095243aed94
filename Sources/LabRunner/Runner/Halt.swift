import LabModel

/// Why a step or the whole run does not go on.
enum Halt: Error {
    /// Something of this step did not hold or could not be done.
    case stepFailed([FailureReport])
    /// What must hold or must not hold all through the run did otherwise.
    case invariantFailed(FailureReport)
    /// The backend or a program failed, or can't do what is asked.
    case error(String)
    /// The scenario's own limit was reached.
    case timedOut
    /// Somebody stopped the run.
    case interrupted

    /// Whether the run may go on with the next step.
    var concernsStepOnly: Bool { if case .stepFailed = self { true } else { false } }
}
