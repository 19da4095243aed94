import LabNetwork
import LabProgram

/// The servers that an agent can ask, the one in use first (Consul's `router.Manager`).
struct ServerRing {
    /// The servers, in the order in which they are asked.
    private(set) var servers: [DiscoveryServer] = []

    /// Whether there is none.
    var isEmpty: Bool { servers.isEmpty }
    /// The server to ask now.
    var current: DiscoveryServer? { servers.first }

    /// The server with a node id.
    func server(id: String) -> DiscoveryServer? { servers.first { $0.id == id } }

    /// Adds a server at a random place, so that clients spread over the servers; one that is
    /// known is brought up to date.
    ///
    /// - Returns: whether it is new.
    mutating func add(_ server: DiscoveryServer, on system: inout some System) -> Bool {
        if let known = servers.firstIndex(where: { $0.name == server.name }) {
            servers[known] = server
            return false
        }
        let place = Int(system.random(below: UInt64(servers.count + 1)))
        servers.insert(server, at: place)
        return true
    }

    /// Removes a server.
    mutating func remove(name: String) { servers.removeAll { $0.name == name } }

    /// Asks another server from now on, if the one that failed is the one in use.
    mutating func rotate(after failed: Endpoint) {
        guard servers.count > 1, servers.first?.endpoint == failed else { return }
        servers.append(servers.removeFirst())
    }
}
