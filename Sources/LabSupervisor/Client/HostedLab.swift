import CLinux
import Glibc
import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// A lab of real hosts, as the commands and the runner meet it: the other end of a supervisor.
///
/// Every call is made on one thread. A supervisor that has gone shows as `LabError` from what
/// throws; what does not throw gives what was known last.
public final class HostedLab {
    /// A command that runs in a host for `execute`.
    struct Execution {
        var output: [UInt8] = []
        var errorOutput: [UInt8] = []
        var result: ExecutionResult?
    }

    /// How long a supervisor may take to answer: longer than a machine may take to boot, as what is
    /// asked of that meanwhile waits.
    static let patience = Interval.seconds(150)
    /// How long it may take to save the hosts: their memory goes to disk.
    private static let savingPatience = Interval.minutes(10)

    let socket: FrameSocket
    /// The monotonic clock's reading when the lab began.
    let beginning: Instant
    var known: LabInformation
    var unitsOfHosts: [String: [UnitStatus]] = [:]
    var lastRevision: UInt64 = 0
    var lastEvents: UInt64 = 0
    var lastStatistics: [String: TrafficStatistics] = [:]
    /// Whether something happened that the owner has not been told of.
    var hasNews = false
    var answers: [UInt32: Result<ControlValue, LabError>] = [:]
    var nextRequest: UInt32 = 1
    var nextProbe: UInt64 = 1
    /// What was asked and not forgotten, with the answers that have come.
    var probes: [ProbeID: ProbeResult?] = [:]
    var nextStream: UInt32 = 1
    var executions: [UInt32: Execution] = [:]
    /// The command of `attach`, with what it writes and its end.
    var attached: AttachedCommand?
    /// Lines of followed logs that nobody has taken yet.
    var lines: [LogLine] = []

    /// Whether faults that this client injects stay when it goes; they don't at first.
    public var faultsOutliveClient = false

    /// Speaks to a supervisor over a connected descriptor, which the lab then owns.
    ///
    /// - Throws: `LabError` for a supervisor of another version, and for one that has gone.
    public init(descriptor: Int32) throws(LabError) {
        socket = FrameSocket(descriptor)
        let hello = try HostedLab.frame(ControlHello(version: ControlProtocol.version))
        socket.send(hello)
        let welcome = try HostedLab.welcome(on: socket)
        beginning = welcome.beginning
        known = welcome.information
        // The state of the units follows at once, and a first answer comes after it.
        _ = try ask(.information)
    }

    private static func welcome(on socket: FrameSocket) throws(LabError) -> ControlWelcome {
        let limit = PollLoop.now + patience
        while true {
            if let frame = socket.frame() {
                guard case .message(let text) = frame,
                    let version = try? Frame.decode(ControlWelcome.Version.self, from: text)
                else { throw LabError("what answers is no supervisor of a lab") }
                if version.version == ControlProtocol.version,
                    let welcome = try? Frame.decode(ControlWelcome.self, from: text)
                {
                    return welcome
                }
                throw LabError(
                    "the lab was made by another version of lab (control protocol "
                        + "\(version.version), this one speaks \(ControlProtocol.version)): "
                        + "use that one, or make the lab anew")
            }
            guard socket.isOpen else { throw gone(socket) }
            guard PollLoop.now < limit else { throw LabError("the lab does not answer") }
            wait(for: socket, until: limit)
        }
    }

    /// Connects to the lab of an environment; `nil` where there is none.
    public static func connect(environment: LabEnvironment) throws(LabError) -> HostedLab? {
        let descriptor = lab_connect_local(environment.controlSocket)
        if [-ENOENT, -ECONNREFUSED, -ENOTDIR].contains(descriptor) { return nil }
        guard descriptor != -EAGAIN else {
            throw LabError("the lab \(environment.name) does not answer")
        }
        guard descriptor >= 0 else {
            throw LabError(
                "no way to the lab \(environment.name): \(environment.controlSocket): "
                    + String(cString: strerror(-descriptor)))
        }
        return try HostedLab(descriptor: descriptor)
    }

    /// What the supervisor says of the lab as a whole.
    public var information: LabInformation {
        if let value = try? ask(.information), case .information(let information) = value {
            known = information
        }
        return known
    }

    /// Lets the lab outlive this client; until then it ends when the client does.
    public func keep() throws(LabError) { _ = try ask(.keep) }

    /// Gives the lab another drawing; hosts and processes that differ are ended and forgotten, new
    /// ones are made by the next `bringUp`.
    public func apply(_ topology: Topology) throws(LabError) {
        _ = try ask(.apply(topology))
        known.topology = topology
    }

    /// Keeps all hosts as they are at one moment, for later labs of the same topology; they go on.
    ///
    /// - Throws: `LabError` where the backend can't, where a fault is in force or something is asked
    ///   of a host, and where there is no room; the lab goes on as it was.
    public func saveHosts() throws(LabError) {
        _ = try ask(.saveHosts, patience: HostedLab.savingPatience)
    }

    /// Marks a host, so that the next `apply` makes it anew.
    public func taint(host: String) throws(LabError) { _ = try ask(.taint(host: host)) }

    /// Heals every fault, whoever injected it, and returns their descriptions.
    public func healAll() throws(LabError) -> [String] {
        guard case .faults(let faults) = try ask(.healAll) else { return [] }
        return faults.map(\.description)
    }

    /// The faults in force, whoever injected them.
    public func faults() throws(LabError) -> [FaultInForce] {
        guard case .faults(let faults) = try ask(.faults) else { return [] }
        return faults
    }

    /// Lets connections to a listening descriptor of this process reach a port of a host.
    public func publish(
        listener: Int32, port: UInt16, to host: String, port hostPort: UInt16
    ) throws(LabError) {
        let publication = LabInformation.Publication(port: port, host: host, hostPort: hostPort)
        _ = try ask(.publish(publication), passing: listener)
    }

    /// Ends the lab and waits until nothing of it is left.
    public func destroy() throws(LabError) {
        _ = try ask(.destroy)
        let limit = PollLoop.now + HostedLab.endLimit
        while socket.isOpen && PollLoop.now < limit { receive(until: limit) }
        // Its name is free only when its keeper has cleaned up, too.
        let environment = try? LabEnvironment(name: known.environment)
        let left = (limit - PollLoop.now).nanoseconds / 1_000_000
        guard let environment, left > 0 else { return }
        _ = environment.waitUntilGone(milliseconds: Int(left))
    }

    /// How long a lab may take to end.
    private static let endLimit = Interval.seconds(10)
}
