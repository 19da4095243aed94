import LabProgram

/// The Raft index of the last change of each table.
struct TableIndexes: Hashable, Sendable {
    /// Nodes.
    var nodes: UInt64 = 0
    /// Instances of services.
    var services: UInt64 = 0
    /// Checks.
    var checks: UInt64 = 0
    /// Keys and values.
    var keyValues: UInt64 = 0
    /// Marks of deleted keys.
    var tombstones: UInt64 = 0
    /// Sessions.
    var sessions: UInt64 = 0
    /// The last time that the last instance of any service went.
    var lastExtinction: UInt64 = 0
}

extension TableIndexes: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        for index in [
            nodes, services, checks, keyValues, tombstones, sessions, lastExtinction,
        ] {
            writer.number(index)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        nodes = try reader.number()
        services = try reader.number()
        checks = try reader.number()
        keyValues = try reader.number()
        tombstones = try reader.number()
        sessions = try reader.number()
        lastExtinction = try reader.number()
    }
}
