import LabModel
import LabNetwork
import LabPrograms

/// What the agent of a host is told to do; each is answered by reports.
public enum HostOrder: Codable, Sendable {
    /// Mount, name, address; the first order of all. `configured` or `failed` follows.
    ///
    /// Said again to a host that is set up, it renews the names that the host knows, and nothing else.
    case configure(HostSetup)
    /// Start a process; a `process` report follows, and one for each change of its state.
    case start(ProcessSpec)
    /// Send a signal, such as `SIGKILL`, to a process and its children.
    case signal(process: String, signal: String)
    /// Let a process end in its own order; it is killed when its grace is over.
    case stop(process: String)
    /// Freeze processes with their children, or let them go on; all of them where there are no names.
    case freeze(processes: [String], Bool)
    /// Forget a process that has ended, and its container.
    case remove(process: String)
    /// Ask a question from the host; `probed` follows.
    case probe(UInt64, ProbeRequest)
    /// Forget a question.
    case forget(UInt64)
    /// Begin a stream of requests.
    case startTraffic(TrafficPlan)
    /// End the stream of requests of that name.
    case stopTraffic(name: String)
    /// Say how the stream of that name has gone; `traffic` follows.
    case trafficStatistics(name: String)
    /// Run a command beside the host's processes; its output comes as stream frames of that number,
    /// `ended` follows.
    case execute(UInt32, CommandSpec)
    /// The terminal of a command has another size.
    case resize(UInt32, rows: Int, columns: Int)
    /// Connect to a port of the host; stream frames of that number carry the bytes both ways.
    case forward(UInt32, port: UInt16)
    /// Nothing more will be written to a stream; the agent closes its side.
    case endOfStream(UInt32)
    /// Stop reading what a command writes or a connection brings, or go on: its reader is slow.
    case hold(UInt32, Bool)
    /// Nobody wants a command or a connection any more: kill the one, reset the other.
    case abandon(UInt32)
    /// Leave so many bytes of room for data; `nil` for all there was.
    case limitDisk(leave: Int64?)
    /// Write what is not on the host's disk yet; `synced` follows.
    case syncDisk
    /// Let the discovery agent of the host answer DNS wrongly, or in truth again.
    case dnsFault(DNSLie?)
    /// Set the wall clock: to so many nanoseconds since 1970 at the moment this arrives, and let it
    /// gain so many billionths from then on.
    case setClock(wall: Int64, driftPerBillion: Int64)
    /// Say nothing more after `detached`, until a greeting begins the next conversation.
    case detach
    /// End every process in its own order, then the host.
    case shutDown
}
