import LabNetwork

/// One machine.
public struct HostDefinition: Hashable, Codable, Sendable {
    /// The host's way onto one network.
    public struct Attachment: Hashable, Codable, Sendable {
        /// The network's name.
        public var network: String
        /// The host's address on it.
        public var address: IPv4Address

        /// Makes an attachment.
        public init(network: String, address: IPv4Address) {
            self.network = network
            self.address = address
        }
    }

    /// The host's name.
    public var name: String
    /// Its networks, at least one, in the order of the topology's networks.
    public var attachments: [Attachment]
    /// The names of the components that it runs, in the order they start.
    public var run: [String]
    /// How many processors it may use; `nil` for no limit.
    public var cpus: Double?
    /// How much memory it may use, in bytes; `nil` for no limit.
    public var memory: Int64?
    /// How much room for data it has, in bytes; `nil` for no limit.
    public var disk: Int64?
    /// Where its machine runs, a URI of libvirt; `nil` for the lab's own place.
    public var on: LibvirtURI?
    /// Where the file names it.
    public var location: SourceLocation?

    /// Makes a host.
    public init(
        name: String, attachments: [Attachment], run: [String] = [], cpus: Double? = nil,
        memory: Int64? = nil, disk: Int64? = nil, on: LibvirtURI? = nil,
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.attachments = attachments
        self.run = run
        self.cpus = cpus
        self.memory = memory
        self.disk = disk
        self.on = on
        self.location = location
    }

    /// The address on the host's first network; 0.0.0.0 where it has none.
    public var address: IPv4Address { attachments.first?.address ?? .any }
}
