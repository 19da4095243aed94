import LabConsensus
import LabNetwork

/// Since when each server has been healthy, as the leader sees it.
struct ServerHealthTable {
    struct Entry: Hashable {
        var id: ServerID
        var isHealthy: Bool
        var since: Instant
    }

    /// The servers that were looked at, in the order in which they appeared.
    private(set) var entries: [Entry] = []

    /// The state of a server.
    subscript(id: ServerID) -> Entry? { entries.first { $0.id == id } }

    /// Takes note of how a server is.
    mutating func note(_ id: ServerID, isHealthy: Bool, at now: Instant) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else {
            entries.append(Entry(id: id, isHealthy: isHealthy, since: now))
            return
        }
        if entries[index].isHealthy != isHealthy {
            entries[index] = Entry(id: id, isHealthy: isHealthy, since: now)
        }
    }

    /// Forgets all servers but these.
    mutating func keep(only servers: [RaftServer]) {
        entries.removeAll { entry in !servers.contains { $0.id == entry.id } }
    }
}
