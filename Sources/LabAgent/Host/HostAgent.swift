import LabDNS
import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabRuntime
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#endif

/// The first process of a host: carries out the lab's orders, all on one thread.
final class HostAgent {
    /// What there is once the host is set up.
    private struct Host {
        var setup: HostSetup
        var root: HostRoot
        var disk: HostDisk
        var processes: ProcessTable
        var probes: HostProbes
        var resolver: ProgramRunner<ResolverProgram>?
    }

    /// The descriptor of the connection with the lab.
    static let descriptor: Int32 = 3

    private let loop: any EventLoop
    private let parts: HostParts
    /// Sets the clock of a machine; `nil` where the host is namespaces, which have none.
    private let clock: WallClock?
    private let engine = ContainerEngine()
    private let faults: DNSFaults
    private var host: Host?
    private var commands: [UInt32: CommandRun] = [:]
    private var forwards: [UInt32: PortForward] = [:]
    private var isShuttingDown = false

    private var link: AgentLink { parts.link }

    /// Runs the agent until its host is over.
    ///
    /// - Returns: 64 (`EX_USAGE` of sysexits.h) where it is not the first process of a host.
    static func run() -> Int32 {
        // What it does to its host, it would do to the machine.
        guard getpid() == 1 else {
            AgentEntry.complain("lab-agent host is the first process of a host; lab starts it")
            return 64
        }
        signal(SIGPIPE, SIG_IGN)
        serve {
            try HostAgent(maker: $0, link: AgentLink(socket: descriptor, maker: $0), clock: nil)
        } failed: {
            exit(71)
        }
        return 0
    }

    /// Runs the agent of a virtual machine until that is turned off.
    ///
    /// - Parameter descriptor: the open serial port through which the lab speaks.
    static func run(machine descriptor: Int32) {
        serve { maker in
            let port = try SerialPort(descriptor: descriptor, loop: maker.loop)
            return try HostAgent(
                maker: maker, link: AgentLink(port: port, maker: maker),
                clock: WallClock(loop: maker.loop))
        } failed: {
            MachineBoot.powerOff()
        }
    }

    private static func serve(
        _ make: @escaping (StreamMaker) throws -> HostAgent, failed: @escaping () -> Never
    ) {
        MultiThreadedEventLoopGroup.withCurrentThreadAsEventLoop { loop in
            do {
                try make(StreamMaker(loop: loop)).begin()
            } catch {
                AgentEntry.complain("lab-agent: \(error)")
                failed()
            }
        }
    }

    private init(maker: StreamMaker, link: AgentLink, clock: WallClock?) throws(LabError) {
        loop = maker.loop
        parts = HostParts(maker: maker, children: try ChildWatch(maker: maker), link: link)
        faults = DNSFaults(loop: loop.assumeIsolated())
        self.clock = clock
    }

    /// Its own connection keeps the agent alive.
    private func begin() {
        link.onFrame = { [self] frame in take(frame) }
        link.onGone = { [self] in
            if isMachine { endConversation() } else { endHost() }
        }
        if isMachine { link.onGreeting = { [self] in sayHello() } } else { sayHello() }
    }

    private var isMachine: Bool { clock != nil }

    private func sayHello() { link.send(.hello(clock: MachineClock.now)) }

    private func endHost() -> Never {
        if isMachine { MachineBoot.powerOff() }
        // Nobody is left to tell; with the first process the kernel ends all others.
        kill(-1, SIGKILL)
        exit(0)
    }

    /// Ends everything that only the lab which has gone can want.
    private func endConversation() {
        for command in commands.values { command.forsake() }
        for forward in forwards.values { forward.forsake() }
        commands = [:]
        forwards = [:]
        host?.probes.endAll()
    }

    private func take(_ frame: Frame) {
        switch frame {
        case .message(let text):
            do {
                try carryOut(Frame.decode(HostOrder.self, from: text))
            } catch let error as LabError {
                link.send(.failed(error.message))
            } catch let error as DecodingError {
                link.send(
                    .failed("the host's agent is of another version than the lab: \(error)"))
            } catch {
                link.send(.failed("\(error)"))
            }
        case .stream(let id, let bytes) where bytes.isEmpty: endOfStream(id)
        case .stream(let id, let bytes):
            commands[id]?.write(bytes)
            forwards[id]?.write(bytes)
        case .errorStream: break
        }
    }

    private func carryOut(_ order: HostOrder) throws {
        switch order {
        case .configure(let setup): return try configure(setup)
        case .setClock(let wall, let drift): return try setClock(wall, drift)
        case .detach: return try detach()
        case .shutDown: return shutDown()
        default: break
        }
        guard let host else {
            throw LabError("the host is not set up yet: its first order is to configure it")
        }
        switch order {
        case .configure, .setClock, .detach, .shutDown: break
        case .start(let spec): host.processes.start(spec)
        case .signal(let name, let signal): host.processes.signal(name, signal)
        case .stop(let name): host.processes.stop(name)
        case .freeze(let names, let isFrozen): host.processes.freeze(names, isFrozen)
        case .remove(let name): host.processes.remove(name)
        case .probe(let id, let request): host.probes.ask(id, request)
        case .forget(let id): host.probes.forget(id)
        case .startTraffic(let plan): host.probes.startTraffic(plan)
        case .stopTraffic(let name): host.probes.stopTraffic(name)
        case .trafficStatistics(let name): host.probes.reportTraffic(name)
        case .execute(let id, let spec): execute(id, spec, host)
        case .resize(let id, let rows, let columns):
            commands[id]?.resize(rows: rows, columns: columns)
        case .forward(let id, let port): forward(id, port, host)
        case .endOfStream(let id): endOfStream(id)
        case .hold(let id, let isHeld):
            commands[id]?.hold(isHeld)
            forwards[id]?.hold(isHeld)
        case .abandon(let id):
            commands[id]?.cancel()
            forwards[id]?.cancel()
        case .limitDisk(let room): try host.disk.limit(leaving: room)
        case .syncDisk:
            host.disk.writeBack()
            link.send(.synced)
        case .dnsFault(let lie): try faults.set(lie)
        }
    }
}

// MARK: - Orders

extension HostAgent {
    private func configure(_ setup: HostSetup) throws {
        if let host { return try rename(setup, host) }
        let root = try HostRoot(stateDirectory: setup.stateDirectory)
        try HostNetwork.configure(setup)
        try HostNetwork.writeNames(setup)
        engine.listen(maker: parts.maker) { [self] words in link.send(.failed(words)) }
        let processes = ProcessTable(
            parts, root: root, engine: engine, rendered: RenderedFiles(setup, loop: loop),
            hostName: setup.name)
        let disk = isMachine ? HostDisk.device : .memory(size: setup.disk)
        disk.begin()
        processes.onStart = { [self] process in faults.started(process) }
        host = Host(
            setup: setup, root: root, disk: disk, processes: processes,
            probes: try HostProbes(setup, loop: loop, link: link),
            resolver: setup.runsResolver ? try resolver(setup) : nil)
        link.send(.configured)
    }

    /// Lets a host that is set up know the names of a lab that has changed.
    private func rename(_ setup: HostSetup, _ host: Host) throws {
        try HostNetwork.writeNames(setup)
        host.resolver?.withProgram { program, _ in program.configuration = known(setup) }
        self.host?.setup = setup
        link.send(.configured)
    }

    private func known(_ setup: HostSetup) -> ResolverProgram.Configuration {
        .init(
            hosts: setup.hosts.compactMap { entry in
                DNSName(entry.name).map { ($0, entry.address) }
            },
            domain: DNSName(setup.discoveryDomain), discovery: setup.discoveryDNS)
    }

    private func resolver(_ setup: HostSetup) throws -> ProgramRunner<ResolverProgram> {
        var configuration = RuntimeConfiguration(host: setup.identity)
        configuration.bind = .loopback
        let runner = ProgramRunner(
            ResolverProgram(known(setup)), configuration: configuration, on: loop)
        try runner.start()
        return runner
    }

    private func execute(_ id: UInt32, _ spec: CommandSpec, _ host: Host) {
        guard commands[id] == nil, forwards[id] == nil else {
            return link.send(.failed("the number \(id) is in use by another stream"))
        }
        let command = CommandRun(id, link: link, loop: loop.assumeIsolated()) { [self] id in
            commands[id] = nil
        }
        commands[id] = command
        command.start(spec, in: host.processes.environment, parts)
    }

    private func forward(_ id: UInt32, _ port: UInt16, _ host: Host) {
        guard commands[id] == nil, forwards[id] == nil else {
            return link.send(.failed("the number \(id) is in use by another stream"))
        }
        let forward = PortForward(id, link: link) { [self] id in forwards[id] = nil }
        forwards[id] = forward
        let addresses = [IPv4Address.loopback] + host.setup.interfaces.map(\.address)
        forward.start(port: port, at: addresses, maker: parts.maker)
    }

    private func endOfStream(_ id: UInt32) {
        commands[id]?.endInput()
        forwards[id]?.endOutput()
    }

    private func setClock(_ wall: Int64, _ drift: Int64) throws(LabError) {
        guard let clock else {
            throw LabError("the clock of this host is the machine's: only machines have their own")
        }
        try clock.set(wall: wall, driftPerBillion: drift)
    }

    private func detach() throws(LabError) {
        guard isMachine else {
            throw LabError("this host ends with the lab: only machines outlive a conversation")
        }
        link.send(.detached)
        link.hush()
        endConversation()
    }

    private func shutDown() {
        guard !isShuttingDown else { return }
        isShuttingDown = true
        let end = { [self] in
            link.send(.down)
            link.finish { [self] in endHost() }
        }
        if let host { host.processes.stopAll(end) } else { end() }
    }
}
