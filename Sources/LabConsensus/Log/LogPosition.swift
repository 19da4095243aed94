import LabProgram

/// A place in the log with the term of the entry there; the beginning is (0, 0).
struct LogPosition: Hashable, Sendable {
    /// The index of the entry.
    var index: UInt64
    /// The term of the entry.
    var term: UInt64

    /// Before the first entry.
    static let beginning = LogPosition(index: 0, term: 0)
}

extension ByteReader {
    /// Reads a term or an index: one so large that counting on could overflow is malformed.
    mutating func place() throws(Malformed) -> UInt64 {
        let value = try number()
        guard value < 1 << 62 else { throw Malformed() }
        return value
    }

    /// Reads the id of a server.
    mutating func serverID() throws(Malformed) -> ServerID {
        let high = UInt128(try number())
        return ServerID(rawValue: high << 64 | UInt128(try number()))
    }
}

extension ByteWriter {
    /// Writes the id of a server.
    mutating func serverID(_ id: ServerID) {
        number(UInt64(truncatingIfNeeded: id.rawValue >> 64))
        number(UInt64(truncatingIfNeeded: id.rawValue))
    }
}
