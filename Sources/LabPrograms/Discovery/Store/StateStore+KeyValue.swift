import LabNetwork
import LabProgram

extension StateStore {
    /// Does one operation on the KV store.
    mutating func perform(
        _ operation: KeyValueOperation, at index: UInt64, time: Instant
    ) -> CommandResult {
        switch operation.verb {
        case .set:
            set(operation, at: index)
            return .done(true)
        case .compareAndSet:
            guard (entry(operation.key)?.modifyIndex ?? 0) == operation.index else {
                return .done(false)
            }
            set(operation, at: index)
            return .done(true)
        case .lock:
            return lock(operation, at: index, time: time)
        case .unlock:
            return unlock(operation, at: index)
        case .delete:
            delete(operation.key, at: index)
            return .done(true)
        case .deleteTree:
            deleteTree(operation.key, at: index)
            return .done(true)
        case .compareAndDelete:
            guard let entry = entry(operation.key) else { return .done(true) }
            guard entry.modifyIndex == operation.index else { return .done(false) }
            delete(operation.key, at: index)
            return .done(true)
        case .get, .getTree, .checkIndex, .checkSession, .checkNotExists:
            return .done(true)
        }
    }

    private mutating func set(_ operation: KeyValueOperation, at index: UInt64) {
        let known = entry(operation.key)
        write(
            KeyValueEntry(
                key: operation.key, value: operation.value, flags: operation.flags,
                session: known?.session ?? "", lockIndex: known?.lockIndex ?? 0),
            over: known, at: index)
    }

    /// Writes an entry; the same content again changes nothing.
    private mutating func write(
        _ entry: KeyValueEntry, over known: KeyValueEntry?, at index: UInt64
    ) {
        var entry = entry
        entry.createIndex = known?.createIndex ?? index
        entry.modifyIndex = known?.modifyIndex ?? index
        if entry == known { return }
        entry.modifyIndex = index
        entries.put(entry)
        indexes.keyValues = index
    }

    private mutating func lock(
        _ operation: KeyValueOperation, at index: UInt64, time: Instant
    ) -> CommandResult {
        guard !operation.session.isEmpty else { return .failure("missing session") }
        if isDelayed(operation.key, at: time) { return .done(false) }
        guard session(operation.session) != nil else {
            return .failure("invalid session \"\(operation.session)\"")
        }
        let known = entry(operation.key)
        var lockIndex = known?.lockIndex ?? 0
        switch known?.session ?? "" {
        case operation.session: break
        case "": lockIndex += 1
        default: return .done(false)
        }
        write(
            KeyValueEntry(
                key: operation.key, value: operation.value, flags: operation.flags,
                session: operation.session, lockIndex: lockIndex),
            over: known, at: index)
        return .done(true)
    }

    private mutating func unlock(
        _ operation: KeyValueOperation, at index: UInt64
    ) -> CommandResult {
        guard !operation.session.isEmpty else { return .failure("missing session") }
        guard let known = entry(operation.key), known.session == operation.session else {
            return .done(false)
        }
        write(
            KeyValueEntry(
                key: operation.key, value: operation.value, flags: operation.flags,
                lockIndex: known.lockIndex),
            over: known, at: index)
        return .done(true)
    }

    // MARK: Deleting

    private mutating func delete(_ key: String, at index: UInt64) {
        guard let place = entries.position(of: key) else { return }
        entries.remove(at: place)
        tombstones.put(Tombstone(key: key, index: index))
        indexes.keyValues = index
        indexes.tombstones = index
    }

    /// Deletes all keys of a prefix; one mark stands for all of them.
    private mutating func deleteTree(_ prefix: String, at index: UInt64) {
        let places = entries.range(ofPrefix: prefix)
        guard !places.isEmpty else { return }
        entries.removeSubrange(places)
        indexes.keyValues = index
        guard !prefix.isEmpty else { return }
        tombstones.put(Tombstone(key: prefix, index: index))
        indexes.tombstones = index
    }

    /// Forgets the deletions up to and with an index.
    mutating func reapTombstones(through last: UInt64, at index: UInt64) {
        let count = tombstones.count
        tombstones.removeAll { $0.index <= last }
        if tombstones.count != count { indexes.tombstones = index }
    }

    // MARK: Losing locks

    /// Takes the keys from a session that has ended.
    mutating func releaseKeys(of session: CatalogSession, at index: UInt64, time: Instant) {
        let held = entries.indices.filter { entries[$0].session == session.id }
        guard !held.isEmpty else { return }
        let delay = min(session.lockDelay, CatalogSession.maximumLockDelay)
        lockDelays.removeAll { $0.end <= time }
        for place in held.reversed() {
            let key = entries[place].key
            if session.behavior == .delete {
                delete(key, at: index)
            } else {
                entries[place].session = ""
                entries[place].modifyIndex = index
                indexes.keyValues = index
            }
            if delay > .zero { lockDelays.put(LockDelay(key: key, end: time + delay)) }
        }
    }

    /// Whether a key can't be locked yet since a session lost it.
    func isDelayed(_ key: String, at time: Instant) -> Bool {
        lockDelays.element(key).map { time < $0.end } ?? false
    }
}
