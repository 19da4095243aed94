/// A member of the gossip as `/v1/agent/members` shows it.
struct AgentMember: Hashable, Sendable {
    /// How the gossip sees a member (Serf, `MemberStatus`).
    enum Status: Int, Sendable {
        case none, alive, leaving, left, failed
    }

    /// The name; with its datacenter in the WAN.
    var name: String
    /// The address.
    var address: String
    /// The port.
    var port: UInt16
    /// The tags, sorted by key.
    var tags: [CatalogPair]
    /// How the gossip sees it.
    var status: Status
}

/// What `/v1/agent/self` shows.
struct AgentDescription: Hashable, Sendable {
    /// A part of the statistics.
    struct Section: Hashable, Sendable {
        /// The name of the part.
        var name: String
        /// Its numbers and words, sorted by key.
        var values: [CatalogPair]
    }

    /// The datacenter.
    var datacenter: String
    /// The node's name.
    var nodeName: String
    /// The node's id.
    var nodeID: String
    /// Whether the agent is a server.
    var isServer: Bool
    /// The agent as a member of its datacenter.
    var member: AgentMember
    /// The statistics, sorted by name.
    var statistics: [Section]
    /// The node's metadata, sorted by key.
    var meta: [CatalogPair]

    /// The version that the agent behaves as.
    static let version = "1.8.7"
}

extension JSONWriter {
    mutating func member(_ member: AgentMember) {
        beginObject()
        self.member("Name", member.name)
        self.member("Addr", member.address)
        self.member("Port", member.port)
        key("Tags")
        pairs(member.tags, isNullable: false)
        self.member("Status", member.status.rawValue)
        // The versions of Serf's protocol and of its delegate that Consul 1.8 speaks.
        self.member("ProtocolMin", 1)
        self.member("ProtocolMax", 5)
        self.member("ProtocolCur", 2)
        self.member("DelegateMin", 2)
        self.member("DelegateMax", 5)
        self.member("DelegateCur", 4)
        endObject()
    }

    mutating func agent(_ agent: AgentDescription) {
        beginObject()
        key("Config")
        beginObject()
        member("Datacenter", agent.datacenter)
        member("NodeName", agent.nodeName)
        member("NodeID", agent.nodeID)
        member("Revision", "")
        member("Server", agent.isServer)
        member("Version", AgentDescription.version)
        endObject()
        emptyObject("DebugConfig")
        key("Coord")
        coordinate()
        key("Member")
        member(agent.member)
        key("Stats")
        beginObject()
        for section in agent.statistics {
            key(escaping: section.name)
            pairs(section.values, isNullable: false)
        }
        endObject()
        key("Meta")
        pairs(agent.meta)
        endObject()
    }

    /// Where a node is that has not measured anything (Serf, `coordinate.NewCoordinate`).
    private mutating func coordinate() {
        beginObject()
        member("Adjustment", 0)
        key("Error")
        number(1.5)
        key("Height")
        raw("1e-05")
        key("Vec")
        beginArray()
        for _ in 0..<8 { number(0) }
        endArray()
        endObject()
    }

    /// A service as the agent shows its own.
    mutating func agentService(_ service: CatalogService, contentHash: String? = nil) {
        beginObject()
        member("ID", service.id)
        member("Service", service.name)
        member("Tags", service.tags)
        key("Meta")
        pairs(service.meta, isNullable: false)
        member("Port", service.port)
        member("Address", service.address)
        taggedAddresses("TaggedAddresses", service)
        key("Weights")
        weights(service)
        member("EnableTagOverride", service.enableTagOverride)
        if let contentHash { member("ContentHash", contentHash) }
        endObject()
    }

    mutating func health(_ health: AgentServiceHealth) {
        beginObject()
        member("AggregatedStatus", health.status.rawValue)
        key("Service")
        agentService(health.service)
        key("Checks")
        beginArray()
        for check in health.checks { self.check(check) }
        endArray()
        endObject()
    }
}
