/// How a whole run ended.
public enum Outcome: String, Hashable, Sendable {
    /// Everything held.
    case passed
    /// A check failed.
    case failed
    /// The backend or a program failed, or can't do what the scenario asks.
    case error
    /// The scenario's own limit was reached.
    case timedOut = "timed out"
    /// Somebody stopped it.
    case interrupted

    /// The exit status of `lab run`.
    public var exitStatus: Int32 {
        switch self {
        case .passed: 0
        case .failed: 1
        case .error: 3
        case .timedOut: 4
        case .interrupted: 130
        }
    }
}
