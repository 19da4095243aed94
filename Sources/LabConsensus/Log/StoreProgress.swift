import LabProgram

/// How much of what was written to one store is known to be on the disk.
///
/// Writes are numbered; the number is the token of the sync that covers it and all before. One sync
/// runs at a time, so what is written meanwhile shares the next one.
struct StoreProgress: Sendable {
    /// The store.
    let file: StoreFile
    /// The number of the last write.
    private(set) var written: UInt64 = 0
    private var requested: UInt64 = 0
    private var durable: UInt64 = 0

    init(file: StoreFile) { self.file = file }

    /// Whether everything written would survive a power cut.
    var isDurable: Bool { durable == written }

    /// Whether the next `sync` will ask for one.
    var needsSync: Bool { requested < written && durable == requested }

    /// Counts a write that was appended, or that a former life of the program left behind.
    mutating func countWrite() { written += 1 }

    /// Asks for what is not on the disk yet, unless an answer is still due.
    mutating func sync(on system: inout some System) {
        guard needsSync else { return }
        requested = written
        system.sync(file, token: written)
    }

    /// Puts new content in the place of the store's old one.
    ///
    /// - Throws: `SystemError.diskFull`; nothing changed then.
    mutating func replace(
        with records: [[UInt8]], on system: inout some System
    ) throws(SystemError) {
        try system.replace(file, with: records, token: written + 1)
        written += 1
        requested = written
    }

    /// Takes the answer to a sync.
    mutating func synced(token: UInt64) {
        guard token <= requested else { return }
        durable = max(durable, token)
    }

    /// The number up to which all writes are on the disk.
    var durableWrite: UInt64 { durable }
}
