import LabNetwork

/// What a step does.
///
/// Wherever a host is named, a target that stands for hosts (`leader`, `one-of(…)`) may be too.
public enum Action: Hashable, Sendable {
    /// Powers hosts on, starts components, or starts instances of a service on hosts.
    case start(
        targets: [Target], on: [Target], count: Int?, environment: [ServiceDefinition.Variable])
    /// Ends in an orderly way.
    case stop(targets: [Target], grace: Interval?)
    /// Ends at once; a host loses power.
    case kill(targets: [Target], signal: String)
    /// Stops and starts, `after` later.
    case restart(targets: [Target], after: Interval?)
    /// Lets the discovery agents of hosts leave the cluster gracefully.
    case leave(hosts: [Target])
    /// Writes a key through the discovery API of the agent on a host.
    case putKey(key: String, value: String, from: Target?)
    /// Runs a command; real backends only.
    case execute(ExecuteAction)
    /// Runs a job of the scheduler component.
    case deploy(job: String, count: Int?)
    /// Lets time pass.
    case wait(Interval)
    /// Ends faults: the named ones, or all of them where there are no names.
    case heal(names: [String])
    /// Puts a fault in force; it ends by itself after `duration`, if there is one.
    case inject(Fault, name: String?, duration: Interval?)
    /// Thaws what `pause` froze.
    case resume(targets: [Target])
    /// Puts the carrier back that `unplug` took.
    case plug(hosts: [Target], network: String?)
}

/// A command to run in hosts.
public struct ExecuteAction: Hashable, Sendable {
    /// The program and its arguments.
    public var command: [String]
    /// The hosts; the first one that is up where there are none.
    public var on: [Target]
    /// The exit code that it must have.
    public var exit: Int32
    /// What its output must be.
    public var stdout: TextPattern?
    /// The name under which its output is kept.
    public var capture: String?

    /// Makes a command.
    public init(
        command: [String], on: [Target] = [], exit: Int32 = 0, stdout: TextPattern? = nil,
        capture: String? = nil
    ) {
        self.command = command
        self.on = on
        self.exit = exit
        self.stdout = stdout
        self.capture = capture
    }
}
