import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabProgram
import LabRunner

/// A lab of real hosts, as the commands and the runner meet it: the other end of a supervisor.
public final class HostedLab {
    /// Speaks to a supervisor over a connected descriptor, which the lab then owns.
    ///
    /// - Throws: `LabError` for a supervisor of another version, and for one that has gone.
    public init(descriptor: Int32) throws(LabError) { throw LabError("not yet") }

    /// Connects to the lab of an environment; `nil` where there is none.
    public static func connect(environment: LabEnvironment) throws(LabError) -> HostedLab? {
        throw LabError("not yet")
    }

    /// What the supervisor says of the lab as a whole.
    public var information: LabInformation { LabInformation() }

    /// Lets the lab outlive this client; until then it ends when the client does.
    public func keep() throws(LabError) { throw LabError("not yet") }

    /// Gives the lab another drawing; hosts and processes that differ are ended and forgotten, new
    /// ones are made by the next `bringUp`.
    public func apply(_ topology: Topology) throws(LabError) { throw LabError("not yet") }

    /// Marks a host, so that the next `apply` makes it anew.
    public func taint(host: String) throws(LabError) { throw LabError("not yet") }

    /// Heals every fault, whoever injected it, and returns their descriptions.
    public func healAll() throws(LabError) -> [String] { throw LabError("not yet") }
    /// The faults in force, whoever injected them.
    public func faults() throws(LabError) -> [FaultInForce] { throw LabError("not yet") }
    /// Whether faults that this client injects stay when it goes; they don't at first.
    public var faultsOutliveClient = false

    /// Runs a command in a host with this process's own input and output, until it ends.
    ///
    /// - Parameters:
    ///   - terminal: whether the command gets a terminal, and this process's is made raw for it.
    /// - Returns: its exit code.
    public func attach(
        _ command: CommandSpec, on host: String
    ) throws(LabError) -> Int32 { throw LabError("not yet") }

    /// Hands out log lines as they come, after the last `tail` of those there are, until told to stop.
    public func followLog(
        of units: [Unit], tail: Int, _ body: (LogLine) -> Bool
    ) throws(LabError) { throw LabError("not yet") }

    /// Captures the packets on a host's link as pcapng into a descriptor until told to stop.
    ///
    /// - Returns: how many packets were written.
    public func capture(
        host: String, network: String?, to descriptor: Int32, _ goesOn: () -> Bool
    ) throws(LabError) -> Int { throw LabError("not yet") }

    /// Lets connections to a listening descriptor of this process reach a port of a host.
    public func publish(
        listener: Int32, port: UInt16, to host: String, port hostPort: UInt16
    ) throws(LabError) { throw LabError("not yet") }

    /// Ends the lab and waits until nothing of it is left.
    public func destroy() throws(LabError) { throw LabError("not yet") }
}
