import LabConsensus
import LabDNS
import LabMembership
import LabNetwork
import LabProgram

/// Consul's agent: membership, consensus, catalog, health checks, HTTP API and DNS in one program.
///
/// The parts know nothing of each other. The agent hands every event to the part that it belongs
/// to, then carries what came out of it to the others until all are quiet.
public struct DiscoveryAgent: Program {
    /// How the agent is set up.
    public let configuration: DiscoveryConfiguration

    /// The scopes of the timers; the parts that the agent owns name theirs themselves.
    enum Scope {
        static let lan: UInt8 = 1
        static let wan: UInt8 = 2
        static let raft: UInt8 = 3
        static let agent: UInt8 = 7
    }

    /// The stores of the data folder.
    enum File {
        static let raftLog = StoreFile(rawValue: 1)
        static let raftBallot = StoreFile(rawValue: 2)
        static let raftSnapshot = StoreFile(rawValue: 3)
        static let nodeID = StoreFile(rawValue: 4)
        static let registrations = StoreFile(rawValue: 5)
        static let lanSnapshot = StoreFile(rawValue: 6)
        static let wanSnapshot = StoreFile(rawValue: 7)
    }

    /// What the agent's own timers are for.
    enum TimerKind: UInt8 {
        case reconcile = 1
        case autopilot, reaper, bootstrap, leave, heldRequest, blockedQuery, session, tombstones
        case question, stream, flood, localWait
    }

    /// Whether the agent runs, or is on its way out.
    enum Phase: Hashable {
        case stopped, running, leaving
    }

    var phase = Phase.stopped
    var identity = AgentIdentity()
    var isServer: Bool { configuration.role == .server }

    // The parts.
    var lan: Membership?
    var wan: Membership?
    var raft: Raft?
    var store: StateStore
    var dns: DNSInterface
    var rpc = RPC()

    // What the agent knows of others.
    var servers = ServerRing()
    var remoteServers: [DiscoveryServer] = []
    var floods: [FloodJoin] = []
    var bootstrap = Bootstrap()

    // What is registered with it.
    var local = LocalState()
    var runners = CheckRunners()
    var antiEntropy = AntiEntropy()
    var registrationLog = RegistrationLog()
    var aliases: [String] = []
    var isEvaluatingAliases = false
    var isRestoring = false

    // What it owes answers for.
    var proposals = ProposalTable()
    var held = HeldRequests()
    var blocked = BlockedQueries()
    var verifications: [UInt64: VerifiedRead] = [:]
    var streams = DNSStreams()
    var delayed = DelayedQuestions()
    var joins: [JoinRequest] = []
    var localWaits = LocalWaits()
    var userEvents = UserEventBuffer()

    // What only a leader does.
    var leadership: Leadership?
    var serverChanges: [ServerChange] = []
    var autopilot: AutopilotConfiguration
    var autopilotIndex: UInt64 = 0
    var departure = LeaveProgress()
    /// Every time that this run of the agent began to lead, in order; for observers.
    public internal(set) var leaderships: [LeadershipTerm] = []
    /// The last entry that was taken over from the consensus.
    var takenIndex: UInt64 = 0
    /// What was applied last.
    var applied = AppliedEntry(index: 0, digest: 0)
    /// How often the first join was tried in vain.
    var failedJoins = 0

    var dnsFault: DNSFault?

    // What has to be looked at before the agent waits for the next event.
    var consensusIsDirty = false
    var gossipIsDirty = false
    var storeHasChanged = false

    /// Makes an agent that has not begun to run.
    public init(configuration: DiscoveryConfiguration) {
        self.configuration = configuration
        autopilot = configuration.autopilot
        store = StateStore(datacenter: configuration.datacenter)
        dns = DNSInterface(
            configuration: configuration.dns, datacenter: configuration.datacenter,
            domain: DNSName(configuration.domain, below: .root) ?? DNSInterface.defaultDomain)
    }

    /// Makes the DNS interface lie, or tell the truth again.
    ///
    /// - Parameter fault: the lie; `nil` for the truth.
    public mutating func setDNSFault(_ fault: DNSFault?) { dnsFault = fault }

    /// Hands an event to the part that it belongs to, then carries what comes out of it on.
    public mutating func handle(_ event: Event, on system: inout some System) {
        switch event {
        case .timer(let token): timer(token, event, on: &system)
        case .datagram(let datagram):
            if datagram.port == configuration.ports.dns {
                question(datagram, on: &system)
            } else {
                gossip(event, on: &system)
            }
        case .received(let connection, let bytes):
            if rpc.received(bytes, on: connection, system: &system) { break }
            if streamReceived(bytes, on: connection, system: &system) { break }
            gossip(event, on: &system)
        case .accepted(let connection, let port, _):
            if port == configuration.ports.server {
                rpc.accepted(connection)
            } else if port == configuration.ports.dns {
                streamAccepted(connection, on: &system)
            } else {
                gossip(event, on: &system)
            }
        case .connected(let connection):
            if rpc.connected(connection, on: &system) { break }
            if runners.connected(connection, on: &system) { break }
            gossip(event, on: &system)
        case .closed(let connection, let reason):
            if rpc.closed(connection, because: reason, on: &system) { break }
            if runners.closed(connection, because: reason, on: &system) { break }
            if streamClosed(connection) { break }
            gossip(event, on: &system)
        case .request(let exchange, let request, _, _):
            serve(request, for: exchange, on: &system)
        case .requestAbandoned(let exchange): abandon(.local(exchange), on: &system)
        case .response(let exchange, let result):
            _ = runners.response(exchange, result, on: &system)
        case .synced: consensus(event, on: &system)
        case .started: start(on: &system)
        case .stopRequested: stop(on: &system)
        case .container, .pong: break
        }
        settle(on: &system)
    }

    private mutating func timer(
        _ token: TimerToken, _ event: Event, on system: inout some System
    ) {
        switch token.scope {
        case Scope.raft: consensus(event, on: &system)
        case Scope.lan, Scope.wan: gossip(event, on: &system)
        case RPC.scope: rpc.timer(token, on: &system)
        case CheckRunners.scope: runners.timer(token, on: &system)
        case AntiEntropy.scope: antiEntropyTimer(token, on: &system)
        default: ownTimer(token, on: &system)
        }
    }

    /// Carries what came out of one part to the others until nothing comes any more.
    mutating func settle(on system: inout some System) {
        while true {
            if consensusIsDirty {
                settleConsensus(on: &system)
            } else if gossipIsDirty {
                settleGossip(on: &system)
            } else if !rpc.deliveries.isEmpty {
                deliver(on: &system)
            } else if storeHasChanged {
                wakeBlockedQueries(on: &system)
            } else if !runners.results.isEmpty {
                adoptResults(on: &system)
            } else {
                return
            }
        }
    }

    private mutating func ownTimer(_ token: TimerToken, on system: inout some System) {
        switch TimerKind(rawValue: token.kind) {
        case .reconcile: reconcileTimer(on: &system)
        case .autopilot: autopilotTimer(on: &system)
        case .reaper: reapCriticalServices(on: &system)
        case .bootstrap: askForPeers(on: &system)
        case .leave: continueLeaving(on: &system)
        case .heldRequest: holdExpired(token.value, on: &system)
        case .blockedQuery: blockedQueryExpired(token.value, on: &system)
        case .session: sessionExpired(token.value, on: &system)
        case .tombstones: tombstoneTimer(on: &system)
        case .question: delayedAnswer(token.value, on: &system)
        case .stream: streamIsIdle(ConnectionID(rawValue: token.value), on: &system)
        case .flood: floodTimer(on: &system)
        case .localWait: localWaitExpired(token.value, on: &system)
        case nil: break
        }
    }

    /// Sets one of the agent's own timers.
    mutating func setTimer(
        _ kind: TimerKind, value: UInt64 = 0, after interval: Interval,
        on system: inout some System
    ) -> TimerID {
        system.setTimer(
            after: interval, TimerToken(scope: Scope.agent, kind: kind.rawValue, value: value))
    }
}
