import LabNetwork
import LabProgram

/// One entry of the replicated log that the state store applies.
///
/// A command says everything that its effect depends on: ids are drawn by who makes it, and the leader
/// stamps the time before it proposes it.
struct StoreCommand: Hashable, Sendable {
    /// What the command does.
    enum Change: Hashable, Sendable {
        case register(CatalogRegistration)
        case deregister(CatalogDeregistration)
        case keyValue(KeyValueOperation)
        case createSession(CatalogSession)
        case destroySession(id: String)
        /// Everything or nothing.
        case transaction([KeyValueOperation])
        /// Forgets the deletions up to and with that index.
        case reapTombstones(through: UInt64)
    }

    /// What the command does.
    var change: Change
    /// When the leader proposed it; locks are delayed from there.
    var time: Instant

    /// Makes a command.
    init(_ change: Change, time: Instant) {
        self.change = change
        self.time = time
    }
}

extension StoreCommand: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.signed(time.nanoseconds)
        switch change {
        case .register(let registration):
            writer.byte(0)
            registration.write(to: &writer)
        case .deregister(let deregistration):
            writer.byte(1)
            deregistration.write(to: &writer)
        case .keyValue(let operation):
            writer.byte(2)
            operation.write(to: &writer)
        case .createSession(let session):
            writer.byte(3)
            session.write(to: &writer)
        case .destroySession(let id):
            writer.byte(4)
            writer.text(id)
        case .transaction(let operations):
            writer.byte(5)
            writer.values(operations)
        case .reapTombstones(let index):
            writer.byte(6)
            writer.number(index)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        time = Instant(nanoseconds: try reader.signed())
        switch try reader.byte() {
        case 0: change = .register(try CatalogRegistration(from: &reader))
        case 1: change = .deregister(try CatalogDeregistration(from: &reader))
        case 2: change = .keyValue(try KeyValueOperation(from: &reader))
        case 3: change = .createSession(try CatalogSession(from: &reader))
        case 4: change = .destroySession(id: try reader.text())
        case 5: change = .transaction(try reader.values())
        case 6: change = .reapTombstones(through: try reader.number())
        default: throw ByteReader.Malformed()
        }
    }
}
