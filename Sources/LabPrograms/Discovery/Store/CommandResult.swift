import LabProgram

/// What came of a command.
enum CommandResult: Hashable, Sendable {
    /// It was applied; `false` where a condition of the KV store did not hold.
    case done(Bool)
    /// A session of that id was created.
    case session(id: String)
    /// A transaction was applied, or refused as a whole.
    case transaction(TransactionOutcome)
    /// It was refused and nothing changed; the text is what the HTTP API answers with status 500.
    case failure(String)
}

/// What came of a transaction.
struct TransactionOutcome: Hashable, Sendable {
    /// An operation that could not be done.
    struct Failure: Hashable, Sendable {
        /// The operation's place in the transaction, from 0.
        var operation: Int
        /// Why.
        var reason: String
    }

    /// A key as an operation left it or found it.
    struct Row: Hashable, Sendable {
        /// The entry.
        var entry: KeyValueEntry
        /// Whether the answer shows its value.
        var showsValue: Bool
    }

    /// The keys in the order of the operations; empty if any failed.
    var rows: [Row] = []
    /// The operations that failed; nothing was changed if there is any.
    var failures: [Failure] = []
}

extension CommandResult: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .done(let value):
            writer.byte(value ? 1 : 0)
        case .session(let id):
            writer.byte(2)
            writer.text(id)
        case .transaction(let outcome):
            writer.byte(3)
            outcome.write(to: &writer)
        case .failure(let reason):
            writer.byte(4)
            writer.text(reason)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        switch try reader.byte() {
        case 0: self = .done(false)
        case 1: self = .done(true)
        case 2: self = .session(id: try reader.text())
        case 3: self = .transaction(try TransactionOutcome(from: &reader))
        case 4: self = .failure(try reader.text())
        default: throw ByteReader.Malformed()
        }
    }
}

extension TransactionOutcome: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.number(UInt64(rows.count))
        for row in rows {
            writer.flag(row.showsValue)
            row.entry.write(to: &writer)
        }
        writer.number(UInt64(failures.count))
        for failure in failures {
            writer.number(UInt64(failure.operation))
            writer.text(failure.reason)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        for _ in 0..<(try reader.count()) {
            let showsValue = try reader.flag()
            rows.append(Row(entry: try KeyValueEntry(from: &reader), showsValue: showsValue))
        }
        for _ in 0..<(try reader.count()) {
            guard let place = Int(exactly: try reader.number()) else {
                throw ByteReader.Malformed()
            }
            failures.append(Failure(operation: place, reason: try reader.text()))
        }
    }
}
