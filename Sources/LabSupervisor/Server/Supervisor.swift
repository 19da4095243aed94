import CLinux
import Glibc
import LabFabric
import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import NIOPosix

/// The process that owns a lab: its hosts, the wires between them, its faults, and its clients.
///
/// One thread, that of `run`, owns all state and never waits for anybody; only the backend's calls
/// run on threads beside it.
public final class Supervisor {
    /// What the other threads report.
    enum Occurrence: Sendable {
        case made(host: Int, Result<MadeHost, LabError>)
        case finished(job: Int, LabError?)
        case wiped(host: Int)
        case captured(Int, packets: Int)
    }

    /// How many calls of the backend run at once.
    private static let workerCount = 8

    let maker: any HostMaker
    let listener: Int32
    let seed: UInt64
    let limits: HostLimits
    let loop = PollLoop()
    let mailbox = Mailbox<Occurrence>()
    let beginning = PollLoop.now
    let wires: any Wires
    let logs: LogStore
    private let workers = NIOThreadPool(numberOfThreads: Supervisor.workerCount)

    var information: LabInformation
    var random: RandomStream
    var topology: Topology?
    /// The hosts, in the topology's order.
    var hosts: [SupervisedHost] = []
    /// Hosts that are not drawn any more and still have to go off or be wiped, by number.
    var leavingHosts: [Int: SupervisedHost] = [:]
    /// What the backend is doing, or is to do, for hosts that there are; in this order.
    var jobs: [BackendJob] = []
    var nextJob = 1
    /// What is done when a host has been wiped.
    var whenWiped: [Int: () -> Void] = [:]
    var networks: [String: Int] = [:]
    /// The rules of the network model for the long ways of the drawing.
    var longWays: [Int] = []
    var clients: [ControlClient] = []
    var nextClient = 1
    var faults: [InjectedFault] = []
    var nextFault = 1
    /// What the backend refused faults with, until those who injected them are told.
    var refusals: [FaultID: LabError] = [:]
    var traffic: [TrafficRun] = []
    var questions: [UInt64: Question] = [:]
    var nextQuestion: UInt64 = 1
    var leaderships: [Leadership] = []
    var leadershipReaders: [Unit: LeadershipReader] = [:]
    var publications: [PublishedPort] = []
    var connections: [PublishedConnection] = []
    var captures: [RunningCapture] = []
    /// Those who wait for the end of a capture, by the wires' number for it.
    var whenCaptured: [Int: Reply] = [:]
    /// Whether the lab is being changed; what concerns that waits.
    var isChanging = false
    /// Whether that is because the hosts are being saved.
    var isSaving = false
    /// Who is told how that went, and what was wrong with it.
    var whenSaved: Reply?
    var savingError: LabError?
    /// Ends a wait for agents that do not fall silent.
    var savingLimit: PollLoop.Token?
    var waiting: [(client: ControlClient, request: ControlRequest)] = []

    var revision: UInt64 = 0
    var events: UInt64 = 0
    /// The hosts whose units clients must be told of.
    var changedHosts: Set<Int> = []
    /// What clients must be told of hosts besides, by name.
    var changedUnits: [String: [UnitStatus]] = [:]
    /// What clients were told last.
    var toldRevision: UInt64 = 0
    /// Those who asked for the end and are told of it.
    var whenDestroyed: [Reply] = []
    /// Whether the lab is ending.
    var isEnding = false
    private var hasEnded = false

    /// Makes a lab without hosts.
    ///
    /// - Parameters:
    ///   - environment: what the lab is called, and where it keeps what is on disk.
    ///   - maker: what makes its hosts.
    ///   - listener: a listening socket, on which clients connect; the supervisor then owns it.
    ///   - firstClient: a connected socket; the lab ends with it, unless its client says `keep`.
    ///   - seed: what everything random is split from.
    ///   - information: what its clients are told of it.
    /// - Throws: `LabError` where the system has no room for the wires' thread and descriptors.
    public convenience init(
        environment: LabEnvironment, maker: any HostMaker, listener: Int32, firstClient: Int32?,
        seed: UInt64, information: LabInformation
    ) throws(LabError) {
        let fabric: Fabric
        do {
            fabric = try Fabric(model: NetworkModel(seed: seed))
        } catch {
            throw LabError("the lab has no wires: \(error)")
        }
        self.init(
            maker: maker, listener: listener, firstClient: firstClient, seed: seed,
            information: information, wires: fabric,
            logDirectory: environment.stateDirectory + "/logs")
    }

    init(
        maker: any HostMaker, listener: Int32, firstClient: Int32?, seed: UInt64,
        information: LabInformation, wires: any Wires, logDirectory: String?,
        limits: HostLimits = HostLimits()
    ) {
        self.maker = maker
        self.listener = listener
        self.seed = seed
        self.information = information
        self.wires = wires
        self.limits = limits
        logs = LogStore(directory: logDirectory)
        random = RandomStream(seed: seed, purpose: "lab")
        workers.start()
        _ = lab_set_nonblocking(listener, 1)
        _ = loop.watch(listener, for: { .read }) { [unowned self] _ in acceptClients() }
        _ = loop.watch(mailbox.descriptor, for: { .read }) { [unowned self] _ in takeOccurrences() }
        if let firstClient { add(client: firstClient, holdsLease: true) }
    }

    deinit {
        try? workers.syncShutdownGracefully()
        wires.stop()
        close(listener)
    }

    /// Runs the lab until it ends: by order, with the client that holds it, or by SIGTERM.
    ///
    /// - Parameter handlesSignals: whether SIGTERM and SIGINT end the lab and SIGHUP is ignored.
    public func run(handlesSignals: Bool = true) {
        if handlesSignals {
            for number in [SIGTERM, SIGINT] { _ = lab_write_on_signal(number, mailbox.signalled) }
        }
        while !hasEnded {
            loop.turn()
            tellChanges()
        }
        if handlesSignals {
            for number in [SIGTERM, SIGINT] { _ = lab_write_on_signal(number, -1) }
        }
    }

    /// Says that nothing is left to do.
    func finish() {
        tellChanges()
        hasEnded = true
    }

    /// Lets the backend work on another thread; what came of it is reported.
    func work(_ body: @escaping @Sendable () -> Occurrence) {
        let mailbox = mailbox
        workers.submit { state in
            if case .active = state { mailbox.post(body()) }
        }
    }

    private func takeOccurrences() {
        for occurrence in mailbox.take() {
            switch occurrence {
            case .made(let number, let result):
                if let host = host(numbered: number) { take(result, of: host) }
            case .finished(let job, let error): finished(job, error)
            case .wiped(let number):
                whenWiped.removeValue(forKey: number)?()
            case .captured(let id, let packets): captured(id, packets: packets)
            }
        }
        if mailbox.takeSignal() { endLab() }
    }

    // MARK: What there is

    /// The lab's clock.
    var now: Instant { Instant.start + (PollLoop.now - beginning) }

    func host(named name: String) -> SupervisedHost? { hosts.first { $0.name == name } }

    func hosts(named names: [String]) -> [SupervisedHost] {
        hosts.filter { names.contains($0.name) }
    }

    /// What is known of the lab, the backend's part of it included.
    var described: LabInformation {
        var result = information
        maker.describe(&result)
        return result
    }

    func host(numbered number: Int) -> SupervisedHost? {
        hosts.first { $0.number == number } ?? leavingHosts[number]
    }

    func requireHost(_ name: String) throws(LabError) -> SupervisedHost {
        guard let host = host(named: name) else { throw LabError("there is no host \(name)") }
        return host
    }

    func requireRunningHost(_ name: String) throws(LabError) -> SupervisedHost {
        let host = try requireHost(name)
        guard host.power == .on else {
            throw LabError("host \(name) has no power" + (host.failure.map { ": \($0)" } ?? ""))
        }
        return host
    }

    func requireTopology() throws(LabError) -> Topology {
        guard let topology else { throw LabError("the lab has no hosts: apply a topology first") }
        return topology
    }
}
