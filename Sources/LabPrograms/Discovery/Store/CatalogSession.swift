import LabNetwork
import LabProgram

/// A session: a promise to hold locks only while its node and its checks are well (spec 4.10).
struct CatalogSession: Hashable, Sendable {
    /// What happens to the keys that a session holds when it ends.
    enum Behavior: UInt8, Sendable {
        case release, delete

        /// The word of the HTTP API.
        var word: String { self == .release ? "release" : "delete" }
    }

    /// The id as UUID text.
    var id: String
    /// The name that its owner gave it.
    var name = ""
    /// The name of the node that it is bound to.
    var node: String
    /// How long a key can't be locked again after the session lost it.
    var lockDelay = Interval.seconds(15)
    /// What happens to the keys that it holds when it ends.
    var behavior = Behavior.release
    /// The time to live as its owner wrote it; empty for a session without one.
    var timeToLive = ""
    /// The ids of the node's checks that it is bound to.
    var nodeChecks: [String] = []
    /// The ids of the checks of services that it is bound to.
    var serviceChecks: [String] = []
    /// The Raft index of its creation.
    var createIndex: UInt64 = 0
    /// The Raft index of its last change.
    var modifyIndex: UInt64 = 0

    /// The longest lock-delay (Consul documentation, Session.LockDelay).
    static let maximumLockDelay = Interval.seconds(60)

    /// How long the leader waits for a renewal, twice the time to live (Consul, session_ttl.go);
    /// `nil` for a session that does not expire.
    var expiry: Interval? {
        guard let interval = GoDuration.parse(timeToLive).value, interval > .zero else {
            return nil
        }
        return min(interval, SessionDefinition.maximumTimeToLive) * 2
    }

    /// Whether the end of that check of its node ends the session.
    func isBound(toCheck id: String) -> Bool {
        nodeChecks.contains { $0.equalsIgnoringCase(id) }
            || serviceChecks.contains { $0.equalsIgnoringCase(id) }
    }
}

extension CatalogSession: TextKeyed, BinaryCodable {
    static let ignoresCase = true
    var sortKey: String { id }

    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.text(name)
        writer.text(node)
        writer.signed(lockDelay.nanoseconds)
        writer.byte(behavior.rawValue)
        writer.text(timeToLive)
        writer.texts(nodeChecks)
        writer.texts(serviceChecks)
        writer.number(createIndex)
        writer.number(modifyIndex)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        id = try reader.text()
        name = try reader.text()
        node = try reader.text()
        lockDelay = Interval(nanoseconds: try reader.signed())
        guard let behavior = Behavior(rawValue: try reader.byte()) else {
            throw ByteReader.Malformed()
        }
        self.behavior = behavior
        timeToLive = try reader.text()
        nodeChecks = try reader.texts()
        serviceChecks = try reader.texts()
        createIndex = try reader.number()
        modifyIndex = try reader.number()
    }
}
