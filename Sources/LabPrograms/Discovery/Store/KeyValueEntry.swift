import LabNetwork
import LabProgram

/// A key of the KV store with its value (spec 4.9).
struct KeyValueEntry: Hashable, Sendable {
    /// The key.
    var key: String
    /// The value.
    var value: [UInt8] = []
    /// A number that clients may use as they like.
    var flags: UInt64 = 0
    /// The session that holds the key; empty for none.
    var session = ""
    /// How often the key has been locked.
    var lockIndex: UInt64 = 0
    /// The Raft index of its creation.
    var createIndex: UInt64 = 0
    /// The Raft index of its last change.
    var modifyIndex: UInt64 = 0
}

/// The mark that a deleted key leaves so that the index of its prefixes does not step back.
struct Tombstone: Hashable, Sendable {
    /// The key, or the prefix of a tree that was deleted.
    var key: String
    /// The Raft index of the deletion.
    var index: UInt64
}

/// A key that can't be locked for a while, since a session lost it.
struct LockDelay: Hashable, Sendable {
    /// The key.
    var key: String
    /// The first moment at which it may be locked again.
    var end: Instant
}

extension KeyValueEntry: TextKeyed, BinaryCodable {
    static let ignoresCase = false
    var sortKey: String { key }

    func write(to writer: inout ByteWriter) {
        writer.text(key)
        writer.data(value)
        writer.number(flags)
        writer.text(session)
        writer.number(lockIndex)
        writer.number(createIndex)
        writer.number(modifyIndex)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        key = try reader.text()
        value = try reader.data()
        flags = try reader.number()
        session = try reader.text()
        lockIndex = try reader.number()
        createIndex = try reader.number()
        modifyIndex = try reader.number()
    }
}

extension Tombstone: TextKeyed, BinaryCodable {
    static let ignoresCase = false
    var sortKey: String { key }

    func write(to writer: inout ByteWriter) {
        writer.text(key)
        writer.number(index)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        key = try reader.text()
        index = try reader.number()
    }
}

extension LockDelay: TextKeyed, BinaryCodable {
    static let ignoresCase = false
    var sortKey: String { key }

    func write(to writer: inout ByteWriter) {
        writer.text(key)
        writer.signed(end.nanoseconds)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        key = try reader.text()
        end = Instant(nanoseconds: try reader.signed())
    }
}
