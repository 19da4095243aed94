import LabNetwork
import LabProgram

/// The replicated state of one datacenter: catalog, keys and values, sessions.
///
/// It changes through `apply` alone, and all that a command does follows from the state and the command,
/// so that servers that applied the same commands hold the same state.
struct StateStore: Sendable {
    /// The name of the datacenter.
    let datacenter: String
    /// The nodes with what is on them, sorted by name without regard to case.
    var nodes: [NodeRecord] = []
    /// The names of services, sorted without regard to case.
    var services: [ServiceRecord] = []
    /// The keys with their values, sorted by their bytes.
    var entries: [KeyValueEntry] = []
    /// The marks of deleted keys, sorted by their bytes.
    var tombstones: [Tombstone] = []
    /// The sessions, sorted by id.
    var sessions: [CatalogSession] = []
    /// The keys that can't be locked for a while, sorted by their bytes.
    var lockDelays: [LockDelay] = []
    /// The index of the last change of each table.
    var indexes = TableIndexes()

    /// Who has an address; follows from the tables.
    var addresses = AddressIndex()
    /// The names of the nodes by id, for look-up alone; follows from the tables.
    var nodeNames: [String: String] = [:]

    /// Makes an empty state.
    init(datacenter: String) { self.datacenter = datacenter }

    /// Applies a command of the replicated log.
    ///
    /// - Parameters:
    ///   - command: the command.
    ///   - index: its place in the log, larger than any before.
    mutating func apply(_ command: StoreCommand, index: UInt64) -> CommandResult {
        switch command.change {
        case .register(let registration):
            return register(registration, at: index, time: command.time)
        case .deregister(let deregistration):
            deregister(deregistration, at: index, time: command.time)
            return .done(true)
        case .keyValue(let operation):
            return perform(operation, at: index, time: command.time)
        case .createSession(let session):
            return create(session, at: index)
        case .destroySession(let id):
            endSession(id, at: index, time: command.time)
            return .done(true)
        case .transaction(let operations):
            return perform(operations, at: index, time: command.time)
        case .reapTombstones(let last):
            reapTombstones(through: last, at: index)
            return .done(true)
        }
    }
}
