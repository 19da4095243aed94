import LabModel
import LabNetwork

/// What a host is told before anything runs on it.
public struct HostSetup: Hashable, Codable, Sendable {
    /// A way onto a network; its device is there already, without an address.
    public struct Interface: Hashable, Codable, Sendable {
        /// The device's name, such as `eth0`.
        public var device: String
        /// The host's address.
        public var address: IPv4Address
        /// The network's size in bits, such as 24.
        public var prefixLength: Int

        /// Makes an interface.
        public init(device: String, address: IPv4Address, prefixLength: Int) {
            self.device = device
            self.address = address
            self.prefixLength = prefixLength
        }
    }

    /// The host's name.
    public var name: String
    /// The interfaces, in the order of the topology's networks.
    public var interfaces: [Interface]
    /// The lines of `/etc/hosts` for every host of the lab, this one included.
    public var hosts: [Entry]
    /// The domains that names without a dot are looked up in, such as `service.consul`.
    public var searchDomains: [String]
    /// Where the discovery agent of this host answers DNS; `nil` where there is none.
    public var discoveryDNS: Endpoint?
    /// The top-level domain of the discovery service, such as `consul`.
    public var discoveryDomain: String
    /// Whether the agent answers on 127.0.0.1:53; a component of the host may do that instead.
    public var runsResolver: Bool
    /// How much room for data the host has, in bytes; `nil` for no limit.
    public var disk: Int64?
    /// A directory of the backend's that outlives the host's power; its data lies in it.
    public var stateDirectory: String

    /// A name and its address.
    public struct Entry: Hashable, Codable, Sendable {
        /// The host's name.
        public var name: String
        /// Its address.
        public var address: IPv4Address

        /// Makes an entry.
        public init(name: String, address: IPv4Address) {
            self.name = name
            self.address = address
        }
    }

    /// Makes the setup of a host without a discovery agent.
    public init(name: String, interfaces: [Interface], stateDirectory: String) {
        self.name = name
        self.interfaces = interfaces
        self.stateDirectory = stateDirectory
        hosts = []
        searchDomains = []
        discoveryDomain = "consul"
        runsResolver = true
    }
}
