import LabProgram

extension HTTPFailure {
    /// The failure as a report says it.
    var words: String {
        switch self {
        case .refused: "refused"
        case .connectTimedOut, .timedOut: "timed out"
        case .reset: "reset"
        case .unreachable: "unreachable"
        }
    }
}

extension CloseReason {
    /// The end of a connection, where it came too early, as a report says it.
    var words: String {
        switch self {
        case .finished: "closed without an answer"
        case .refused: "refused"
        case .reset: "reset"
        case .timedOut: "timed out"
        case .unreachable: "unreachable"
        }
    }
}
