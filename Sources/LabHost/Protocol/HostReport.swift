import LabNetwork
import LabProgram
import LabPrograms

/// What the agent of a host says. Times are the host's monotonic clock.
public enum HostReport: Codable, Sendable {
    /// The agent listens; `clock` is its monotonic clock now.
    case hello(clock: Instant)
    /// The host is set up.
    case configured
    /// An order could not be carried out, in words that say what to do.
    case failed(String)
    /// A process has another state.
    case process(ProcessReport)
    /// A line that a process wrote, on its output or its error output.
    case log(process: String, at: Instant, line: String)
    /// What came of a question.
    case probed(UInt64, ProbeResult)
    /// How a stream of requests has gone so far; `nil` where there is none of that name.
    case traffic(name: String, TrafficStatistics?)
    /// A command has ended: with a code, or 128 + the number of the signal that ended it.
    case ended(UInt32, code: Int32)
    /// Nothing more will come on a stream, or it never came to be, for a reason in words.
    case streamClosed(UInt32, reason: String?)
    /// What was written before is on the host's disk, as far as the disk takes it.
    case synced
    /// Nothing more will be said until somebody greets the agent.
    case detached
    /// Everything has ended in its order; the host goes off now.
    case down
}

/// What a process of a host is doing.
public struct ProcessReport: Hashable, Codable, Sendable {
    /// What it is doing.
    public enum State: Hashable, Codable, Sendable {
        case running(pid: Int32)
        case paused
        /// Ended by itself or in order, with this code.
        case exited(code: Int32)
        /// Ended by a signal, such as `SIGKILL`.
        case signaled(String)
        /// It could not be started, for a reason in words.
        case failed(String)
    }

    /// The process.
    public var name: String
    /// What it is doing.
    public var state: State
    /// When it began to.
    public var at: Instant
    /// The container as the host's engine shows it, where the process is an instance.
    public var container: Container?

    /// Makes a report.
    public init(name: String, state: State, at: Instant, container: Container? = nil) {
        self.name = name
        self.state = state
        self.at = at
        self.container = container
    }
}
