/// Why a TCP connection is over.
public enum CloseReason: String, Sendable {
    /// The other side closed it in order.
    case finished
    /// Nothing listens on that port: the host answered with a reset.
    case refused
    /// The other side does not know the connection, or its program was killed.
    case reset
    /// Nobody answered in time.
    case timedOut
    /// The network said that there is no way.
    case unreachable
}
