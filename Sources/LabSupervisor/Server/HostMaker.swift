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
}

/// A host that has power.
public struct MadeHost: Sendable {
    /// The host's name.
    public var name: String
    /// Its first process, as the supervisor sees it.
    public var process: Int32
    /// The descriptor on which the agent is spoken to; the supervisor owns it.
    public var channel: Int32
    /// A TAP descriptor for each network of the host, in its order; the fabric owns them.
    public var wires: [Int32]
    /// The directory that outlives the host's power, as the host sees it.
    public var stateDirectory: String

    /// Makes a value.
    public init(
        name: String, process: Int32, channel: Int32, wires: [Int32], stateDirectory: String
    ) {
        self.name = name
        self.process = process
        self.channel = channel
        self.wires = wires
        self.stateDirectory = stateDirectory
    }
}
