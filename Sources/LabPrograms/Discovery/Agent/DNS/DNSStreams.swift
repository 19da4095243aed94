import LabDNS
import LabNetwork
import LabProgram

/// The TCP connections of clients of the DNS interface.
struct DNSStreams {
    /// How long a connection may be idle (the DNS library that Consul uses: 2 s).
    static let idleLimit = Interval.seconds(2)
    /// How many questions a connection may carry (the same library: 128).
    static let questionLimit = 128

    struct Entry {
        var stream = DNSStream()
        var questions = 0
        var lastActivity: Instant
    }

    private var entries: [ConnectionID: Entry] = [:]

    /// Whether a connection is one of them.
    func contains(_ connection: ConnectionID) -> Bool { entries[connection] != nil }

    /// Adds a connection.
    mutating func add(_ connection: ConnectionID, at now: Instant) {
        entries[connection] = Entry(lastActivity: now)
    }

    /// Forgets a connection.
    ///
    /// - Returns: whether it was one of them.
    mutating func remove(_ connection: ConnectionID) -> Bool {
        entries.removeValue(forKey: connection) != nil
    }

    /// The questions that bytes complete, as many as the connection may still carry.
    mutating func receive(
        _ bytes: [UInt8], on connection: ConnectionID, at now: Instant
    ) -> [[UInt8]]? {
        guard var entry = entries[connection] else { return nil }
        entry.lastActivity = now
        entry.stream.append(bytes)
        var packets: [[UInt8]] = []
        while entry.questions < DNSStreams.questionLimit, let packet = entry.stream.next() {
            entry.questions += 1
            packets.append(packet)
        }
        entries[connection] = entry
        return packets
    }

    /// How long a connection has still time; `nil` where it has none or is unknown.
    func rest(of connection: ConnectionID, at now: Instant) -> Interval? {
        guard let entry = entries[connection] else { return nil }
        let rest = DNSStreams.idleLimit - (now - entry.lastActivity)
        return rest > .zero ? rest : nil
    }

    /// Whether a connection has carried as many questions as it may.
    func isUsedUp(_ connection: ConnectionID) -> Bool {
        (entries[connection]?.questions ?? 0) >= DNSStreams.questionLimit
    }
}
