import LabProgram

/// What a server must not forget about elections (Raft §5.2): its term and its vote in it.
struct Ballot: Hashable, Sendable {
    /// The latest term that the server has seen.
    var term: UInt64 = 0
    /// Whom it voted for in that term.
    var vote: ServerID?

    /// The record that keeps it.
    var record: [UInt8] {
        var writer = ByteWriter(capacity: 32)
        writer.number(term)
        if let vote { writer.serverID(vote) }
        return writer.bytes
    }

    init(term: UInt64 = 0, vote: ServerID? = nil) {
        self.term = term
        self.vote = vote
    }

    /// Reads a record.
    init(decoding bytes: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        term = try reader.place()
        if reader.remaining > 0 { vote = try reader.serverID() }
    }
}
