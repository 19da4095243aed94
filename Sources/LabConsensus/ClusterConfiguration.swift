import LabProgram

/// The servers of the cluster as one log entry holds them (Raft §6: the latest in the log counts).
public struct ClusterConfiguration: Hashable, Sendable {
    /// The servers, in the order they were added.
    public var servers: [RaftServer]

    /// Makes a configuration.
    public init(servers: [RaftServer] = []) { self.servers = servers }

    /// How many servers vote.
    public var voterCount: Int {
        var count = 0
        for server in servers where server.isVoter { count += 1 }
        return count
    }

    /// How many voters are a majority.
    public var quorum: Int { voterCount / 2 + 1 }

    /// The server with an id.
    public subscript(id: ServerID) -> RaftServer? {
        for server in servers where server.id == id { return server }
        return nil
    }

    /// Whether a server is in the configuration and votes.
    public func isVoter(_ id: ServerID) -> Bool { self[id]?.isVoter ?? false }
}

extension ClusterConfiguration {
    /// The bytes that a log entry holds.
    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 1 + servers.count * 27)
        writer.number(UInt64(servers.count))
        for server in servers {
            writer.serverID(server.id)
            writer.endpoint(server.address)
            writer.byte(server.isVoter ? 1 : 0)
        }
        return writer.bytes
    }

    /// Reads the bytes of a log entry.
    init(decoding bytes: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        servers = []
        for _ in 0..<(try reader.count()) {
            let id = try reader.serverID()
            let address = try reader.endpoint()
            servers.append(
                RaftServer(id: id, address: address, isVoter: try reader.byte() == 1))
        }
    }
}
