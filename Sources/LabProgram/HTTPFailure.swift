/// Why an HTTP request got no answer.
public enum HTTPFailure: String, Error, Sendable {
    /// Nothing listens on that port.
    case refused
    /// The connection did not come to be in time.
    case connectTimedOut
    /// The connection stood, but the answer was not complete in time.
    case timedOut
    /// The connection broke before the answer was complete.
    case reset
    /// The network said that there is no way.
    case unreachable
}
