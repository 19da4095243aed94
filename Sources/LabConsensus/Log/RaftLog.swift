import LabProgram

/// The replicated log: entries in memory from a base on, and their records in a store.
struct RaftLog: Sendable {
    /// The place behind which the log begins; what was before is in the snapshot.
    private(set) var base = LogPosition.beginning
    private(set) var entries: [LogEntry] = []
    /// Up to where the log as it is now would survive a power cut.
    private(set) var durableIndex: UInt64 = 0

    private var progress: StoreProgress
    /// What index the log had reached at each write that a sync is due for, oldest first.
    private var marks: [(write: UInt64, index: UInt64)] = []
    /// Whether the store holds something else than the log, because it could not be replaced.
    private var isStoreOutdated = false

    init(file: StoreFile) { progress = StoreProgress(file: file) }

    var file: StoreFile { progress.file }
    var lastIndex: UInt64 { base.index + UInt64(entries.count) }
    var lastTerm: UInt64 { entries.last?.term ?? base.term }
    var last: LogPosition { LogPosition(index: lastIndex, term: lastTerm) }

    /// The term of the entry at an index, where the log still or already knows it.
    func term(at index: UInt64) -> UInt64? {
        if index == base.index { return base.term }
        return self[index]?.term
    }

    /// The entry at an index, where the log holds it.
    subscript(index: UInt64) -> LogEntry? {
        guard index > base.index, index <= lastIndex else { return nil }
        return entries[Int(index - base.index - 1)]
    }

    /// The first index at which the log has the term that it has at an index.
    func firstIndex(ofTermAt index: UInt64) -> UInt64 {
        var first = index
        let term = term(at: index)
        while first > base.index + 1, self.term(at: first - 1) == term { first -= 1 }
        return first
    }

    /// Adds an entry at the end; it counts as durable after a sync.
    ///
    /// - Throws: `SystemError.diskFull`; nothing was added then.
    mutating func append(_ entry: LogEntry, on system: inout some System) throws(SystemError) {
        if isStoreOutdated { try rewrite(from: base, entries: entries, on: &system) }
        try system.append(entry.record(at: lastIndex + 1), to: file)
        entries.append(entry)
        progress.countWrite()
    }

    /// Puts an entry in the place of one that contradicts it; all later ones go too.
    ///
    /// The record of the new entry voids the old ones, so a power cut leaves either all or none.
    ///
    /// - Throws: `SystemError.diskFull`; the old entries stay then.
    mutating func overwrite(
        at index: UInt64, with entry: LogEntry, on system: inout some System
    ) throws(SystemError) {
        guard index > base.index, index <= lastIndex else { return }
        if isStoreOutdated { try rewrite(from: base, entries: entries, on: &system) }
        try system.append(entry.record(at: index), to: file)
        progress.countWrite()
        entries.removeLast(Int(lastIndex - index) + 1)
        entries.append(entry)
        durableIndex = min(durableIndex, index - 1)
        for place in marks.indices { marks[place].index = min(marks[place].index, index - 1) }
    }

    /// Asks for what is not on the disk yet.
    mutating func sync(on system: inout some System) {
        if isStoreOutdated { try? rewrite(from: base, entries: entries, on: &system) }
        guard progress.needsSync else { return }
        marks.append((progress.written, lastIndex))
        progress.sync(on: &system)
    }

    /// Takes the answer to a sync.
    mutating func synced(token: UInt64) {
        progress.synced(token: token)
        while let mark = marks.first, mark.write <= progress.durableWrite {
            durableIndex = max(durableIndex, mark.index)
            marks.removeFirst()
        }
    }

    /// Forgets the entries up to an index that a durable snapshot covers.
    ///
    /// - Throws: `SystemError.diskFull`; the store keeps them then.
    mutating func compact(through index: UInt64, on system: inout some System) throws(SystemError) {
        guard index > base.index, let term = term(at: index) else { return }
        let kept = Array(entries[Int(index - base.index)...])
        try rewrite(from: LogPosition(index: index, term: term), entries: kept, on: &system)
    }

    /// Begins anew behind a snapshot that the log does not lead up to.
    ///
    /// Where there is no room for that, nothing counts as durable until there is.
    mutating func restart(behind position: LogPosition, on system: inout some System) {
        durableIndex = 0
        for place in marks.indices { marks[place].index = 0 }
        base = position
        entries = []
        isStoreOutdated = true
        sync(on: &system)
    }

    private mutating func rewrite(
        from newBase: LogPosition, entries kept: [LogEntry], on system: inout some System
    ) throws(SystemError) {
        var records = [LogRecord.base(of: newBase)]
        records.reserveCapacity(kept.count + 1)
        for (offset, entry) in kept.enumerated() {
            records.append(entry.record(at: newBase.index + UInt64(offset) + 1))
        }
        try progress.replace(with: records, on: &system)
        isStoreOutdated = false
        base = newBase
        entries = kept
        marks.append((progress.written, lastIndex))
    }
}

extension RaftLog {
    /// Reads what a former life of the program left in the store.
    ///
    /// A power cut can leave less than was written, so a record that does not follow on the one
    /// before ends the log. Nothing counts as durable before a sync: a kill keeps what a later
    /// power cut could still take.
    mutating func load(on system: inout some System) {
        for bytes in system.records(of: file) {
            guard let record = try? LogRecord(decoding: bytes), take(record) else {
                isStoreOutdated = true
                break
            }
        }
        if lastIndex > 0 { progress.countWrite() }
        sync(on: &system)
    }

    private mutating func take(_ record: LogRecord) -> Bool {
        switch record {
        case .base(let position):
            guard entries.isEmpty else { return false }
            base = position
        case .entry(let index, let entry):
            guard index > base.index, index <= lastIndex + 1 else { return false }
            entries.removeLast(Int(lastIndex + 1 - index))
            entries.append(entry)
        }
        return true
    }
}
