import LabNetwork

/// Something that happened while a lab was brought up.
public enum BringUpEvent: Hashable, Sendable {
    /// A host was powered on.
    case hostStarted(String)
    /// A component became ready, so long after it was looked at first.
    case componentReady(Unit, after: Interval)
    /// A component is not ready, and what was seen of it last; told when that changes.
    case waiting(Unit, lastSeen: String)
    /// A first instance of a service was started on a host.
    case instanceStarted(service: String, host: String)
}
