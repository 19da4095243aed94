import LabNetwork
import LabProgram

@testable import LabConsensus

/// Servers on a simulated network, with an event loop of its own; a seed determines a run.
///
/// After each event the invariants of Raft are checked; see `InvariantChecker`.
struct TestCluster {
    enum Happening {
        case timer(server: Int, life: Int, TimerID, TimerToken)
        case synced(server: Int, life: Int, StoreFile, token: UInt64, writes: Int)
        case message(from: Int, to: Int, [UInt8])
        case refused(server: Int, life: Int, peer: Int)
    }

    /// What the network and the disks do; ordinary where it is not said.
    struct Conditions {
        var shortestDelay = Interval.microseconds(200)
        var delaySpread = Interval.microseconds(300)
        var loss = Probability.zero
        var duplication = Probability.zero
        /// How often a message takes up to `detour` longer, so that others overtake it.
        var reordering = Probability.zero
        var detour = Interval.milliseconds(40)
        var diskDelay = Interval.milliseconds(1)
        /// How much longer than that a sync may take.
        var diskDelaySpread = Interval.zero
        /// A mutant of the disk: syncs are answered, but nothing reaches the disk.
        var syncsAreLies = false
        /// A mutant of the network: what it returns arrives in the place of a message.
        var tampering: (@Sendable (RaftMessage) -> RaftMessage)?

        /// The longest round trip.
        var roundTrip: Interval { (shortestDelay + delaySpread + detour) * 2 }
    }

    let configuration: (Int) -> RaftConfiguration
    var conditions = Conditions()
    var servers: [TestServer] = []
    var now = Instant.start
    var random: RandomStream
    var queue = EventQueue<Happening>()
    var checker = InvariantChecker()
    /// Which direction between two servers is cut.
    var isCut: [[Bool]]
    var eventCount = 0
    var messageCount = 0
    /// How long a leader may stay one without a quorum, whatever its configuration says.
    var leaderLease = Interval.milliseconds(500)
    /// Whether servers answer `snapshotWanted`.
    var takesSnapshots = true

    init(
        servers count: Int, seed: UInt64,
        configuration: @escaping (Int) -> RaftConfiguration = TestCluster.configuration
    ) {
        self.configuration = configuration
        random = RandomStream(seed: seed, purpose: "cluster")
        isCut = Array(repeating: Array(repeating: false, count: count), count: count)
        for number in 0..<count {
            servers.append(
                TestServer(
                    raft: Raft(configuration: configuration(number)),
                    host: TestHost(number: number, seed: seed)))
        }
    }

    static func id(_ number: Int) -> ServerID { ServerID(rawValue: UInt128(number) + 0xa000) }
    static func number(of id: ServerID) -> Int { Int(id.rawValue - 0xa000) }
    static func server(_ number: Int, isVoter: Bool = true) -> RaftServer {
        RaftServer(
            id: id(number),
            address: Endpoint(IPv4Address(10, 0, 0, UInt8(truncatingIfNeeded: number)), 8300),
            isVoter: isVoter)
    }

    static let stores = RaftConfiguration.Stores(
        log: StoreFile(rawValue: 0), ballot: StoreFile(rawValue: 1),
        snapshot: StoreFile(rawValue: 2))

    /// The times of `raft_multiplier` 1.
    static func configuration(_ number: Int) -> RaftConfiguration {
        RaftConfiguration(
            id: id(number), address: server(number).address, multiplier: 1, stores: stores,
            scope: 7)
    }

    // MARK: Running

    /// Starts servers, and gives the first ones the configuration of a new cluster.
    mutating func begin(voters: Int) {
        for number in servers.indices { start(number) }
        let first = (0..<voters).map { TestCluster.server($0) }
        for number in 0..<voters {
            with(number) { raft, host in
                try? raft.bootstrap(servers: first, on: &host)
            }
        }
    }

    mutating func start(_ number: Int) {
        guard !servers[number].isUp else { return }
        servers[number].isUp = true
        servers[number].life += 1
        servers[number].raft = Raft(configuration: configuration(number))
        servers[number].state = TestServer.emptyState
        servers[number].appliedIndex = 0
        servers[number].host.cancelled = []
        servers[number].act(at: now) { raft, host in raft.start(on: &host) }
        checker.started(number, servers[number])
        drain(number)
    }

    /// Ends a server; a power cut also takes what no sync had reached.
    mutating func kill(_ number: Int, powerCut: Bool = false) {
        guard servers[number].isUp else { return }
        servers[number].isUp = false
        servers[number].life += 1
        if powerCut { servers[number].host.disk.cutPower(&random) }
    }

    /// Lets a server do something, and carries out what it wants done.
    mutating func with<Result>(
        _ number: Int, _ body: (inout Raft, inout TestHost) -> Result
    ) -> Result {
        let result = servers[number].act(at: now, body)
        drain(number)
        return result
    }

    mutating func run(for interval: Interval) {
        run(until: now + interval)
    }

    mutating func run(
        until end: Instant, unless isDone: (borrowing TestCluster) -> Bool = { _ in false }
    ) {
        while let next = queue.nextTime, next <= end {
            step()
            if isDone(self) { return }
        }
        now = end
    }

    mutating func step() {
        guard let (time, happening) = queue.pop() else { return }
        now = time
        eventCount += 1
        switch happening {
        case .timer(let server, let life, let timer, let token):
            guard servers[server].life == life,
                servers[server].host.cancelled.remove(timer) == nil
            else { return }
            handle(.timer(token), on: server)
        case .synced(let server, let life, let file, let token, let writes):
            guard servers[server].life == life else { return }
            if !conditions.syncsAreLies {
                servers[server].host.disk.files[Int(file.rawValue)].makeDurable(through: writes)
            }
            handle(.synced(file, token: token), on: server)
        case .message(let from, let to, let bytes):
            deliver(bytes, from: from, to: to)
        case .refused(let server, let life, let peer):
            guard servers[server].life == life else { return }
            with(server) { raft, host in raft.peerUnreachable(TestCluster.id(peer), on: &host) }
        }
        checker.checkLeases(self)
    }

    private mutating func handle(_ event: Event, on server: Int) {
        let isTaken = with(server) { raft, host in raft.handle(event, on: &host) }
        if !isTaken { checker.fail("event was not taken: \(event)") }
    }

    private mutating func deliver(_ bytes: [UInt8], from: Int, to: Int) {
        if isCut[from][to] { return }
        guard servers[to].isUp else {
            let happening = Happening.refused(server: from, life: servers[from].life, peer: to)
            return queue.add(happening, at: now + conditions.shortestDelay)
        }
        messageCount += 1
        var bytes = bytes
        if let tampering = conditions.tampering, let message = try? RaftMessage(decoding: bytes) {
            bytes = tampering(message).encoded
        }
        with(to) { raft, host in raft.receive(bytes, from: TestCluster.id(from), on: &host) }
    }

    // MARK: Outputs

    private mutating func drain(_ number: Int) {
        for entry in servers[number].raft.takeCommitted() {
            apply(entry, on: number)
        }
        for event in servers[number].raft.takeEvents() {
            checker.happened(event, on: number, self)
            if event == .snapshotWanted, takesSnapshots {
                let index = servers[number].appliedIndex
                let state = servers[number].snapshot
                servers[number].act(at: now) { raft, host in
                    raft.snapshotTaken(state, lastIndex: index, on: &host)
                }
            }
        }
        for envelope in servers[number].raft.takeMessages() {
            checker.sent(envelope, by: number, servers[number])
            transmit(envelope.bytes, from: number, to: TestCluster.number(of: envelope.to))
        }
        carryOutEffects(of: number)
        checker.checkServer(number, servers[number])
    }

    private mutating func apply(_ entry: CommittedEntry, on number: Int) {
        if case .restore(let bytes) = entry.content {
            var reader = ByteReader(bytes)
            servers[number].state = (try? reader.number()) ?? 0
        } else {
            if entry.index != servers[number].appliedIndex + 1 {
                checker.fail("server \(number) applied \(entry.index) out of order")
            }
            if case .command(let bytes) = entry.content {
                servers[number].state = TestServer.hash(bytes, onto: servers[number].state)
            }
        }
        servers[number].appliedIndex = entry.index
        checker.applied(entry, on: number, servers[number])
    }

    private mutating func transmit(_ bytes: [UInt8], from: Int, to: Int) {
        guard servers.indices.contains(to), !random.happens(conditions.loss) else { return }
        let copies = random.happens(conditions.duplication) ? 2 : 1
        for _ in 0..<copies {
            var delay = conditions.shortestDelay + random.interval(below: conditions.delaySpread)
            if random.happens(conditions.reordering) {
                delay += random.interval(below: conditions.detour)
            }
            queue.add(.message(from: from, to: to, bytes), at: now + delay)
        }
    }

    private mutating func carryOutEffects(of number: Int) {
        let life = servers[number].life
        for effect in servers[number].host.effects {
            switch effect {
            case .timer(let timer, let token, let interval):
                queue.add(
                    .timer(server: number, life: life, timer, token), at: now + interval)
            case .sync(let file, let token, let writes):
                queue.add(
                    .synced(server: number, life: life, file, token: token, writes: writes),
                    at: now + conditions.diskDelay + servers[number].diskLag
                        + random.interval(below: conditions.diskDelaySpread))
            }
        }
        servers[number].host.effects.removeAll(keepingCapacity: true)
    }
}
