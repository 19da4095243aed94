import LabNetwork
import LabProgram

/// The members known, kept over a restart (serf, `snapshot.go`): a log of who came and went, in
/// records of several entries each, that is written anew when it has grown.
struct SnapshotLog: Sendable {
    private enum Entry: UInt8 {
        case alive = 1
        case notAlive = 2
        case clock = 3
        case leave = 4
    }

    /// What a store held.
    struct Content {
        var names: [String] = []
        var addresses: [Endpoint] = []
        var time: UInt32 = 0
    }

    /// Below this size the log is not written anew.
    private static let least = 4096

    /// Entries that are not in the store yet.
    private var pending = ByteWriter()
    private var storedBytes = 0
    private var lastTime: UInt32 = 0
    var isFlushScheduled = false

    var hasPending: Bool { !pending.bytes.isEmpty }

    /// Whether the log is many times as long as a new one would be.
    func isTooLong(forMembers members: Int) -> Bool {
        storedBytes > max(SnapshotLog.least, members * 128)
    }

    mutating func add(_ name: String, _ address: Endpoint, isAlive: Bool) {
        pending.byte(isAlive ? Entry.alive.rawValue : Entry.notAlive.rawValue)
        pending.text(name)
        if isAlive { pending.endpoint(address) }
    }

    mutating func addTime(_ time: UInt32) {
        guard time > lastTime else { return }
        lastTime = time
        pending.byte(Entry.clock.rawValue)
        pending.number(UInt64(time))
    }

    mutating func addLeave() { pending.byte(Entry.leave.rawValue) }

    /// The entries that are not in the store yet, as a record.
    mutating func takePending() -> [UInt8] {
        storedBytes += pending.bytes.count
        defer { pending = ByteWriter() }
        return pending.bytes
    }

    /// Forgets what was stored, before a new log is written.
    mutating func startAnew() {
        pending = ByteWriter()
        storedBytes = 0
        lastTime = 0
    }

    /// Reads a store; broken records are passed over.
    mutating func replay(_ records: [[UInt8]], ignoringLeave: Bool) -> Content {
        var content = Content()
        for record in records {
            storedBytes += record.count
            var reader = ByteReader(record)
            while reader.remaining > 0 {
                guard SnapshotLog.replayEntry(&reader, ignoringLeave, into: &content) else { break }
            }
        }
        lastTime = content.time
        return content
    }

    private static func replayEntry(
        _ reader: inout ByteReader, _ ignoringLeave: Bool, into content: inout Content
    ) -> Bool {
        guard let byte = try? reader.byte(), let entry = Entry(rawValue: byte) else { return false }
        switch entry {
        case .alive, .notAlive:
            guard let name = try? reader.text() else { return false }
            if let place = content.names.firstIndex(of: name) {
                content.names.remove(at: place)
                content.addresses.remove(at: place)
            }
            guard entry == .alive else { return true }
            guard let address = try? reader.endpoint() else { return false }
            content.names.append(name)
            content.addresses.append(address)
        case .clock:
            guard let time = try? reader.number32() else { return false }
            content.time = max(content.time, time)
        case .leave:
            if !ignoringLeave { content = Content() }
        }
        return true
    }
}
