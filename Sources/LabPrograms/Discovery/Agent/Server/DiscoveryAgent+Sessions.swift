import LabNetwork
import LabProgram

// What a leader does for sessions and for deleted keys (spec 4.3 and 4.10).
extension DiscoveryAgent {
    /// Looks at a command that was applied for what a leader has to watch.
    mutating func watch(
        _ command: StoreCommand, index: UInt64, on system: inout some System
    ) {
        switch command.change {
        case .createSession(let session): renew(session, on: &system)
        case .destroySession(let id):
            if let timer = leadership?.sessions.end(id) { system.cancelTimer(timer) }
        case .keyValue(let operation) where operation.verb.deletes:
            noteDeletion(at: index, on: &system)
        case .transaction(let operations) where operations.contains(where: \.verb.deletes):
            noteDeletion(at: index, on: &system)
        default: break
        }
    }

    /// Gives a session its time anew; one without a time to live has no end.
    mutating func renew(_ session: CatalogSession, on system: inout some System) {
        guard let expiry = session.expiry,
            let (number, former) = leadership?.sessions.begin(session.id)
        else { return }
        if let former { system.cancelTimer(former) }
        let timer = setTimer(.session, value: number, after: expiry, on: &system)
        leadership?.sessions.keep(timer, number: number, of: session.id)
    }

    /// Gives every session its time anew, as a new leader does.
    mutating func restartSessionTimers(on system: inout some System) {
        for session in store.sessions { renew(session, on: &system) }
    }

    /// Ends a session that nobody renewed.
    mutating func sessionExpired(_ number: UInt64, on system: inout some System) {
        guard let id = leadership?.sessions.expire(number), store.session(id) != nil else { return }
        _ = propose(.destroySession(id: id), for: .none, on: &system)
    }

    private mutating func noteDeletion(at index: UInt64, on system: inout some System) {
        leadership?.tombstones.noteDeletion(at: index, now: system.now)
        scheduleTombstones(on: &system)
    }

    private mutating func scheduleTombstones(on system: inout some System) {
        guard leadership?.tombstoneTimer == nil, let due = leadership?.tombstones.nextDue else {
            return
        }
        let timer = setTimer(.tombstones, after: due - system.now, on: &system)
        leadership?.tombstoneTimer = timer
    }

    /// Forgets the marks of keys that were deleted long ago.
    mutating func tombstoneTimer(on system: inout some System) {
        leadership?.tombstoneTimer = nil
        if let index = leadership?.tombstones.takeDue(now: system.now) {
            _ = propose(.reapTombstones(through: index), for: .none, on: &system)
        }
        scheduleTombstones(on: &system)
    }
}

extension KeyValueOperation.Verb {
    /// Whether a key may go and leave a mark.
    fileprivate var deletes: Bool {
        self == .delete || self == .deleteTree || self == .compareAndDelete
    }
}
