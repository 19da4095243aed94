import LabProgram

/// The owner's state up to a place in the log (Raft §7).
struct Snapshot: Hashable, Sendable {
    /// The last entry that the state contains.
    var last: LogPosition
    /// The configuration in force there, and the index of its entry.
    var servers: ClusterConfiguration
    var serversIndex: UInt64
    /// The state, in the owner's own form.
    var state: [UInt8]

    init(
        last: LogPosition, servers: ClusterConfiguration, serversIndex: UInt64, state: [UInt8]
    ) {
        self.last = last
        self.servers = servers
        self.serversIndex = serversIndex
        self.state = state
    }

    /// Writes all of it.
    func write(to writer: inout ByteWriter) {
        writer.number(last.index)
        writer.number(last.term)
        writer.number(serversIndex)
        writer.data(servers.encoded)
        writer.data(state)
    }

    /// Reads what `write` wrote.
    init(reading reader: inout ByteReader) throws(ByteReader.Malformed) {
        let index = try reader.place()
        last = LogPosition(index: index, term: try reader.place())
        serversIndex = try reader.place()
        servers = try ClusterConfiguration(decoding: try reader.data())
        state = try reader.data()
    }
}
