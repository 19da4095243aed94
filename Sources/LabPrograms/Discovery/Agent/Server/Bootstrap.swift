import LabNetwork

/// Where a server is with the first election of its datacenter (spec 6.2).
struct Bootstrap {
    /// Whether the consensus was set up, by this server, by others or before a restart.
    var isOver = false
    /// The servers that have not said yet whether they have peers.
    var unanswered: [Endpoint] = []
    /// All servers of the first configuration, while they are being asked.
    var candidates: [DiscoveryServer] = []
    /// How often they were asked.
    var attempts = 0

    /// Whether servers are being asked at the moment.
    var isAsking: Bool { !candidates.isEmpty }

    /// Begins to ask servers.
    mutating func begin(_ servers: [DiscoveryServer]) {
        candidates = servers
        unanswered = servers.map(\.endpoint)
        attempts = 0
    }

    /// Stops to ask, until the next server joins.
    mutating func stop() {
        candidates = []
        unanswered = []
    }
}
