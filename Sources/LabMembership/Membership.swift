import LabNetwork
import LabProgram

/// An agent's part in a pool: who is there, told by gossip and watched by probes.
///
/// It is SWIM with the Lifeguard extensions as hashicorp/memberlist has them, and above it serf's
/// members with their tags, leaves, reaping and reconnecting. It is a part of a program: the
/// program hands it the events of its port, its connections and its timer scope, and drains
/// `takeEvents` afterwards.
///
/// Sources: A. Das, I. Gupta, A. Motivala, "SWIM", 2002; A. Dadgar, J. Phillips, J. Currey,
/// "Lifeguard", 2017; memberlist 0.2 and serf 0.9 as in Consul 1.8.
///
/// In two things it is stricter than they are: what is known of a dead member is kept until it is
/// reaped, and only a higher incarnation brings it back; and old word of a leave is not believed of
/// a member that is back.
public struct Membership: Sendable {
    /// What the agent does in the pool.
    enum Phase: UInt8, Sendable {
        case idle, running, leaving, left
    }

    /// The agent's own name.
    public let name: String
    /// The agent's own address and port.
    public let endpoint: Endpoint
    /// The timing and the rules.
    public let configuration: MembershipConfiguration
    /// What has been counted.
    public internal(set) var statistics = MembershipStatistics()

    let scope: UInt8
    let ownKey: NodeKey
    /// The agent's own number in the table: it is the first there.
    let ownIndex = 0
    var ownTags: MemberTags
    var phase = Phase.idle

    var nodes = NodeTable()
    /// Those who are probed and gossiped to, in a random order (memberlist's `nodes`).
    var ring: [Int32] = []
    var probePosition = 0
    var failed: [Int32] = []
    var left: [Int32] = []
    /// A sum of who has which status, to compare the views of agents.
    var digest: UInt64 = 0

    var sequence: UInt32 = 0
    var ownIncarnation: UInt32 = 0
    var clock = LamportClock()
    var awareness: Awareness
    var probe: Probe?
    /// Whether a probe interval began while a probe was under way.
    var hasPendingProbe = false
    var relays: [Relay] = []
    var suspicions: [Int32: Suspicion] = [:]

    var broadcasts = BroadcastQueue()
    var intents = BroadcastQueue()
    var lastBroadcast: UInt32 = 0
    var isGossipScheduled = false
    /// A moment at which news would have been passed on; the others are intervals away.
    var gossipPhase = Instant.start
    var picked: [Int32] = []

    var streams: [Stream] = []
    var lastStream: UInt64 = 0
    var joins: [JoinAttempt] = []
    var lastJoin = 0
    var retryAddresses: [Endpoint] = []
    var recentIntents: [NodeKey: RecentIntent] = [:]
    var prunes: [NodeKey] = []
    var departure: Departure?
    var snapshot = SnapshotLog()
    var events: [MembershipEvent] = []

    /// Makes an agent's part in a pool.
    ///
    /// - Parameters:
    ///   - name: the agent's name, unique in the pool; 255 bytes count.
    ///   - address: the address that others reach it at.
    ///   - tags: what it says about itself, at most `MemberTags.limit` bytes; more is left out.
    ///   - scope: the scope of its timers within its program.
    public init(
        name: String, address: IPv4Address, tags: MemberTags = [:],
        configuration: MembershipConfiguration = .lan, scope: UInt8 = 0
    ) {
        self.name = name
        self.configuration = configuration
        self.scope = scope
        endpoint = Endpoint(address, configuration.port)
        ownKey = NodeKey(utf8: name.utf8.prefix(AliveClaim.longestName))
        ownTags = tags.fits ? tags : [:]
        awareness = Awareness(limit: configuration.awarenessLimit)
    }

    /// Opens the port, becomes a pool of one, and joins others.
    ///
    /// - Parameter addresses: agents to join; they are tried again every `retryJoinInterval` until
    ///   one of them answers. Members known from before a restart are tried as well.
    /// - Throws: `SystemError.portInUse`.
    public mutating func start(
        join addresses: [Endpoint] = [], on system: inout some System
    ) throws(SystemError) {
        try system.openDatagrams(port: endpoint.port)
        try system.listen(port: endpoint.port)
        phase = .running
        let gossipStagger = system.random(below: configuration.gossipInterval)
        gossipPhase = system.now - gossipStagger
        announceSelf(on: &system)
        let probeStagger = system.random(below: configuration.probeInterval)
        setTimer(.probe, after: probeStagger, on: &system)
        let pushPullStagger = system.random(below: configuration.pushPullInterval)
        setTimer(.pushPull, value: 1, after: pushPullStagger, on: &system)
        setTimer(.reap, after: configuration.reapInterval, on: &system)
        setTimer(.reconnect, after: configuration.reconnectInterval, on: &system)
        rejoin(on: &system)
        retryAddresses = addresses
        retryJoin(on: &system)
    }

    /// Reacts to an event that is the membership's own.
    ///
    /// - Returns: whether it was.
    public mutating func handle(_ event: Event, on system: inout some System) -> Bool {
        switch event {
        case .datagram(let datagram):
            guard datagram.port == endpoint.port else { return false }
            receive(datagram, on: &system)
        case .timer(let token):
            guard token.scope == scope, let kind = TimerKind(rawValue: token.kind) else {
                return false
            }
            timerRanOut(kind, token.value, on: &system)
        case .accepted(let connection, let port, let peer):
            guard port == endpoint.port else { return false }
            accept(connection, from: peer, on: &system)
        case .connected(let connection):
            return streams.contains { $0.connection == connection }
        case .received(let connection, let bytes):
            guard let position = streams.firstIndex(where: { $0.connection == connection })
            else { return false }
            receive(bytes, onStreamAt: position, on: &system)
        case .closed(let connection, let reason):
            guard let position = streams.firstIndex(where: { $0.connection == connection })
            else { return false }
            streamClosed(at: position, reason, on: &system)
        case .synced(let file, _):
            return file == configuration.snapshot
        default:
            return false
        }
        return true
    }

    private mutating func timerRanOut(
        _ kind: TimerKind, _ value: UInt64, on system: inout some System
    ) {
        switch kind {
        case .probe: probeTick(on: &system)
        case .probeTimeout: probeTimedOut(UInt32(truncatingIfNeeded: value), on: &system)
        case .relay: relayTimedOut(UInt32(truncatingIfNeeded: value), on: &system)
        case .gossip: gossip(on: &system)
        case .pushPull: pushPullTick(isStagger: value == 1, on: &system)
        case .suspicion: suspicionTimedOut(Int(value), on: &system)
        case .reap: reapTick(on: &system)
        case .reconnect: reconnectTick(on: &system)
        case .prune: pruneDelayed(on: &system)
        case .departure: departureTimedOut(on: &system)
        case .retryJoin: retryJoin(on: &system)
        case .stream: streamTimedOut(value, on: &system)
        case .snapshot: flushSnapshot(on: &system)
        }
    }

    @discardableResult
    func setTimer(
        _ kind: TimerKind, value: UInt64 = 0, after interval: Interval, on system: inout some System
    ) -> TimerID {
        system.setTimer(
            after: interval, TimerToken(scope: scope, kind: kind.rawValue, value: value))
    }

    /// The events since the last call, in order.
    public mutating func takeEvents() -> [MembershipEvent] {
        guard !events.isEmpty else { return [] }
        defer { events = [] }
        return events
    }
}
