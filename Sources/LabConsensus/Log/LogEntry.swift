import LabProgram

/// One entry of the replicated log; its index is its place.
struct LogEntry: Hashable, Sendable {
    /// What an entry is for.
    enum Kind: UInt8, Sendable {
        case command = 0
        case barrier = 1
        case configuration = 2
    }

    /// The term in which a leader proposed it.
    var term: UInt64
    /// What it is for.
    var kind: Kind
    /// The command, or the configuration as `ByteWriter` writes it.
    var payload: [UInt8]
}

extension LogEntry {
    /// Writes term, kind and payload.
    func write(to writer: inout ByteWriter) {
        writer.number(term)
        writer.byte(kind.rawValue)
        writer.data(payload)
    }

    /// Reads what `write` wrote; a configuration that can't be read is malformed too.
    init(reading reader: inout ByteReader) throws(ByteReader.Malformed) {
        term = try reader.place()
        guard let kind = Kind(rawValue: try reader.byte()) else { throw ByteReader.Malformed() }
        self.kind = kind
        payload = try reader.data()
        if kind == .configuration { _ = try ClusterConfiguration(decoding: payload) }
    }

    /// The record that keeps the entry in the log's store.
    func record(at index: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: payload.count + 16)
        writer.byte(LogRecord.entryMark)
        writer.number(index)
        write(to: &writer)
        return writer.bytes
    }
}
