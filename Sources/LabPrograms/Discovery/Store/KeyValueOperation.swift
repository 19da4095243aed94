import LabProgram

/// One operation on the KV store, by itself or in a transaction (spec 4.9, 4.11).
struct KeyValueOperation: Hashable, Sendable {
    /// What is done; the raw values are the words of `/v1/txn`.
    enum Verb: String, CaseIterable, Sendable {
        case set
        case compareAndSet = "cas"
        case lock
        case unlock
        case get
        case getTree = "get-tree"
        case checkIndex = "check-index"
        case checkSession = "check-session"
        case checkNotExists = "check-not-exists"
        case delete
        case deleteTree = "delete-tree"
        case compareAndDelete = "delete-cas"
    }

    /// What is done.
    var verb: Verb
    /// The key, or the prefix for the verbs of trees.
    var key: String
    /// The new value.
    var value: [UInt8] = []
    /// The new flags.
    var flags: UInt64 = 0
    /// The ModifyIndex that the key must have; 0 where it must not exist.
    var index: UInt64 = 0
    /// The session that locks, unlocks or is checked for.
    var session = ""
}

extension KeyValueOperation.Verb {
    fileprivate var code: UInt8 {
        switch self {
        case .set: 0
        case .compareAndSet: 1
        case .lock: 2
        case .unlock: 3
        case .get: 4
        case .getTree: 5
        case .checkIndex: 6
        case .checkSession: 7
        case .checkNotExists: 8
        case .delete: 9
        case .deleteTree: 10
        case .compareAndDelete: 11
        }
    }
}

extension KeyValueOperation: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.byte(verb.code)
        writer.text(key)
        writer.data(value)
        writer.number(flags)
        writer.number(index)
        writer.text(session)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        let code = try reader.byte()
        guard let verb = Verb.allCases.first(where: { $0.code == code }) else {
            throw ByteReader.Malformed()
        }
        self.verb = verb
        key = try reader.text()
        value = try reader.data()
        flags = try reader.number()
        index = try reader.number()
        session = try reader.text()
    }
}
