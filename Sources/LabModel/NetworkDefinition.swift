import LabNetwork

/// One layer-2 segment.
public struct NetworkDefinition: Hashable, Codable, Sendable {
    /// A longer way between two groups of hosts on one network.
    public struct LongWay: Hashable, Codable, Sendable {
        /// The hosts at one end.
        public var a: [String]
        /// The hosts at the other end.
        public var b: [String]
        /// What happens to packets from one group to the other, on top of the hosts' own links.
        public var link: LinkConditions

        /// Makes a longer way.
        public init(a: [String], b: [String], link: LinkConditions) {
            self.a = a
            self.b = b
            self.link = link
        }
    }

    /// The network's name.
    public var name: String
    /// Its range of addresses.
    public var subnet: Subnet
    /// What every host's link on it starts with.
    public var link: LinkConditions
    /// Longer ways between groups of hosts.
    public var between: [LongWay]

    /// Makes a network.
    public init(
        name: String, subnet: Subnet, link: LinkConditions = LinkConditions(),
        between: [LongWay] = []
    ) {
        self.name = name
        self.subnet = subnet
        self.link = link
        self.between = between
    }
}
