import LabModel
import LabSupervisor

/// What the supervisor of a new lab is told of the hosts that it will make.
public struct HostBackend: Hashable, Sendable {
    /// The backend's name: `netns` or `libvirt`.
    public var name: String
    /// What the backend's maker has to know, in words of its own; empty for nothing.
    public var options: String
    /// Whether the lab uses the machine's own network, as for hosts that others run; else it has
    /// one of its own, which nothing leaves.
    public var sharesNetwork: Bool

    /// Makes a value.
    public init(name: String, options: String = "", sharesNetwork: Bool = false) {
        self.name = name
        self.options = options
        self.sharesNetwork = sharesNetwork
    }

    /// Namespaces.
    public static let netns = HostBackend(name: "netns")
}

/// What a supervisor has for the maker of its hosts.
public struct MakerContext: Sendable {
    /// What the lab is called, and where it keeps what is on disk.
    public var environment: LabEnvironment
    /// The executable of the agent.
    public var agent: String
    /// The way to the lab's keeper, which sets limits; `nil` where there are none.
    public var keeper: Int32?
    /// What the launcher was told of the backend.
    public var options: String
}

/// Makes the maker of a backend's hosts, in the supervisor's process.
public typealias HostMakerFactory = (MakerContext) throws(LabError) -> any HostMaker
