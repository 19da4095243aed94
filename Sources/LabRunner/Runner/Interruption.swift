import Synchronization

/// Somebody's wish that a run end, which may come from a signal handler or another thread.
public final class Interruption: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Makes a wish that nobody has uttered yet.
    public init() {}

    /// Asks for the end of the run.
    public func request() { flag.store(true, ordering: .relaxed) }

    /// Whether somebody asked for the end.
    public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
