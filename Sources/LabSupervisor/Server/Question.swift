import LabNetwork
import LabPrograms

/// A question that was put to a host and has no answer yet.
struct Question {
    /// The host that asks it.
    let host: SupervisedHost
    /// Who wants the answer; `nil` where nobody does.
    weak var client: ControlClient?
    /// The client's number for it.
    let id: ProbeID
    /// When it was asked, on the lab's clock.
    let askedAt: Instant
}
