/// What a process must be doing.
public struct ProcessCheck: Hashable, Sendable {
    /// What it is doing.
    public enum State: String, Sendable {
        case running, exited, signaled, paused
    }

    /// The component or the instances.
    public var target: Target
    /// What each must be doing.
    public var state: State?
    /// The exit code that each must have had last.
    public var exit: Int32?
    /// How often each has been started again.
    public var restarts: Bound?

    /// Makes a check.
    public init(target: Target, state: State? = nil, exit: Int32? = nil, restarts: Bound? = nil) {
        self.target = target
        self.state = state
        self.exit = exit
        self.restarts = restarts
    }
}

/// Whether one host can reach another.
public struct ReachCheck: Hashable, Sendable {
    /// The hosts that try.
    public var from: [Target]
    /// The hosts that are tried.
    public var to: [Target]
    /// The TCP port; a ping where there is none.
    public var port: UInt16?
    /// Whether it must work.
    public var ok: Bool

    /// Makes a check.
    public init(from: [Target], to: [Target], port: UInt16? = nil, ok: Bool = true) {
        self.from = from
        self.to = to
        self.port = port
        self.ok = ok
    }
}

/// What a log must hold.
public struct LogCheck: Hashable, Sendable {
    /// Whose log; every program of the host where it is a whole host.
    public var target: Target
    /// What a line must be or match.
    public var matches: TextPattern
    /// How many lines must; at least one where it is not said.
    public var count: Bound?

    /// Makes a check.
    public init(target: Target, matches: TextPattern, count: Bound? = nil) {
        self.target = target
        self.matches = matches
        self.count = count
    }
}
