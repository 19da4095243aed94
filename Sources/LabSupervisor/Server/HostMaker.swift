import LabModel

/// What a backend does for the supervisor: it makes hosts, and cuts their power.
///
/// Called on several threads at once, which may wait and live as long as the supervisor; never for
/// the same host at the same time.
public protocol HostMaker: Sendable {
    /// The backend's name: `netns` or `libvirt`.
    var backend: String { get }
    /// Powers a host on: its first process is the agent, which says `hello` on the channel.
    ///
    /// - Throws: `LabError` when the machine refuses; nothing is left of the host then.
    func make(_ host: HostDefinition) throws(LabError) -> MadeHost
    /// Cuts the power of a host and waits until nothing of it runs.
    func powerOff(_ host: MadeHost)
    /// Wipes what a host keeps while it is without power, its data among it.
    func wipe(host name: String)

    /// What the backend itself does for hosts, in place of their agents and the wires.
    var abilities: Set<HostAbility> { get }
    /// Told of what the lab is to be, before a host that is new in it is made.
    ///
    /// Called on the supervisor's own thread, so it must be brief.
    func prepare(for topology: Topology)
    /// Writes down what people should know of the lab's hosts: where they run, and how.
    ///
    /// Called whenever somebody asks, on the supervisor's own thread, so it must be brief.
    func describe(_ information: inout LabInformation)
    /// The last lines of what a host's console shows, which say why its agent is silent; `""`
    /// where there is none.
    ///
    /// Called on the supervisor's own thread, so it must be brief.
    func tail(ofConsoleOf host: String) -> String
    /// Lets nothing of a host go on, or lets all of it go on where it stopped.
    ///
    /// - Throws: `LabError` when the machine refuses.
    func freeze(_ host: MadeHost, _ isFrozen: Bool) throws(LabError)
    /// Plugs a host's wire, by its place in `wires`, or unplugs it, so that the host sees it.
    func setCarrier(of host: MadeHost, wire: Int, isOn: Bool)
    /// Keeps all hosts of a lab as they are at one moment, for later labs of the same topology.
    ///
    /// Their agents have been detached before; the hosts go on when this returns or throws.
    ///
    /// - Throws: `LabError` when there is no room or the machine refuses; nothing is kept then.
    func save(_ hosts: [MadeHost]) throws(LabError)
    /// Told that a host which went on from where it was saved did not answer; it has no power by
    /// then and is made again, which must not restore it from there.
    func discardSaved(host name: String)
}

/// What a backend may do for a host by itself.
public enum HostAbility: Hashable, Sendable {
    /// Freeze the whole host, its kernel too.
    case freezesHosts
    /// Show the host's kernel that a wire is plugged or unplugged.
    case plugsWires
    /// The host has a wall clock of its own, which its agent sets.
    case hasOwnClock
    /// The host has a disk of its own, which forgets in a power cut what was not synced.
    case hasOwnDisk
    /// Keep hosts as they are for later labs.
    case savesHosts
}

extension HostMaker {
    /// Nothing.
    public var abilities: Set<HostAbility> { [] }
    /// Does nothing.
    public func prepare(for topology: Topology) {}
    /// Nothing.
    public func describe(_ information: inout LabInformation) {}
    /// Nothing.
    public func tail(ofConsoleOf host: String) -> String { "" }
    /// Does nothing.
    public func discardSaved(host name: String) {}
    /// Does nothing.
    public func freeze(_ host: MadeHost, _ isFrozen: Bool) throws(LabError) {}
    /// Does nothing.
    public func setCarrier(of host: MadeHost, wire: Int, isOn: Bool) {}
    /// - Throws: always.
    public func save(_ hosts: [MadeHost]) throws(LabError) {
        throw LabError("hosts of the \(backend) backend can't be saved")
    }
}

/// The lab's end of a host's wire; the fabric owns the descriptor.
public enum MadeWire: Hashable, Sendable {
    /// A TAP device opened with `lab_tap_open`, offload and all.
    case tap(Int32)
    /// A connected datagram socket: each datagram is an Ethernet frame without a checksum.
    case datagrams(Int32)

    /// The descriptor.
    public var descriptor: Int32 {
        switch self {
        case .tap(let descriptor), .datagrams(let descriptor): descriptor
        }
    }
}

/// A host that has power.
public struct MadeHost: Sendable {
    /// The host's name.
    public var name: String
    /// Its first process, as the supervisor sees it.
    public var process: Int32
    /// The descriptor on which the agent is spoken to; the supervisor owns it.
    public var channel: Int32
    /// A wire for each network of the host, in its order.
    public var wires: [MadeWire]
    /// The directory that outlives the host's power, as the host sees it.
    public var stateDirectory: String
    /// Whether the agent waits for a greeting on the channel, as it outlives those who use it.
    public var awaitsGreeting = false
    /// Whether the host goes on from where it was saved, its processes running.
    public var isRestored = false

    /// Makes a value.
    public init(
        name: String, process: Int32, channel: Int32, wires: [MadeWire], stateDirectory: String
    ) {
        self.name = name
        self.process = process
        self.channel = channel
        self.wires = wires
        self.stateDirectory = stateDirectory
    }
}
