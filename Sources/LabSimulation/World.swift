import LabNetwork
import LabProgram

/// The simulated world: hosts, programs and wires under one virtual clock.
///
/// What happens is a function of what is built into it, its seed and the calls made on it. One
/// thread drives it; nothing in it waits.
public final class World {
    /// How long a packet takes from a host to itself.
    static let loopbackDelay = Interval.microseconds(20)
    /// How long a disk takes to make writes durable: a solid-state disk's flush.
    static let syncDelay = Interval.milliseconds(1)
    /// How long an engine takes to tell its watchers what happened.
    static let engineDelay = Interval.milliseconds(1)
    /// How many log lines of one process are kept.
    static let logLimit = 10_000

    let seed: UInt64
    var queue = EventQueue()
    var hosts: [SimulatedHost] = []
    var processes: [SimulatedProcess] = []
    var connections = ConnectionTable()
    var nextPingID: UInt64 = 1

    /// The virtual clock.
    public internal(set) var now = Instant.start
    /// How many events programs have handled.
    public internal(set) var eventCount: UInt64 = 0
    /// Grows with everything that an observer may want to look at anew.
    public internal(set) var revision: UInt64 = 0 {
        didSet { wantsAttention = true }
    }
    /// The hash of everything that happened so far.
    public internal(set) var trace = TraceHash()
    /// The wires; faults change it.
    public var network: NetworkModel
    /// Set by whatever an observer may want to look at: `run` returns after the event at hand.
    public var wantsAttention = false
    /// The process that handled the last event; `nil` before the first one.
    public internal(set) var lastHandler: ProcessID?
    /// Called after every event that a program handled; for invariants.
    public var afterEvent: ((World) -> Void)?

    /// Makes an empty world.
    public init(seed: UInt64) {
        self.seed = seed
        network = NetworkModel(seed: seed)
    }

    /// Adds a host that is up, with no program, and returns its number.
    ///
    /// - Parameters:
    ///   - name: the host's name; its random stream is split by it.
    ///   - attachments: its networks by number, with its address on each; at least one.
    ///   - diskLimit: room for data in bytes; `nil` for no limit.
    public func addHost(
        named name: String, attachments: [(network: Int, address: IPv4Address)],
        diskLimit: Int64? = nil
    ) -> Int {
        let index = network.addHost()
        for attachment in attachments {
            network.attach(host: index, to: attachment.network, address: attachment.address)
        }
        let addresses = attachments.map(\.address)
        hosts.append(
            SimulatedHost(
                index: index,
                identity: HostIdentity(
                    name: name, address: addresses.first ?? .any, addresses: addresses),
                diskLimit: diskLimit, random: RandomStream(seed: seed, purpose: "host/\(name)")))
        return index
    }

    /// Lets what is due until the deadline happen, in order; the clock then shows the deadline.
    ///
    /// Returns early, with the clock at the last event, when `wantsAttention` has been set.
    public func run(until deadline: Instant) {
        wantsAttention = false
        while let time = queue.nextTime, time <= deadline.nanoseconds {
            now = Instant(nanoseconds: time)
            perform(queue.popNext())
            if wantsAttention { return }
        }
        if deadline != .never { now = max(now, deadline) }
    }

    private func perform(_ occurrence: Occurrence) {
        switch occurrence {
        case .cancelled:
            break
        case .timer(let number, let token):
            let process = processes[Int(number)]
            if isAwake(process, for: occurrence) {
                deliver(.timer(token), to: process, kind: 1, digest: token.rawValue)
            }
        case .datagram(let host, let datagram):
            receive(datagram, on: hosts[Int(host)], occurrence)
        case .connection(let step, let number):
            advance(step, number)
        case .synced(let number, let file, let writes, let token):
            finishSync(number, file, writes, token, occurrence)
        case .container(let number, let event):
            let process = processes[Int(number)]
            if isAwake(process, for: occurrence) {
                deliver(
                    .container(event), to: process, kind: 3, digest: TraceHash.digest(event.id))
            }
        case .pong(let number, let exchange, let answered):
            let process = processes[Int(number)]
            if isAwake(process, for: occurrence) {
                deliver(.pong(exchange, answered), to: process, kind: 4, digest: answered ? 1 : 0)
            }
        case .told(let number, let event, let kind, let digest):
            let process = processes[Int(number)]
            if isAwake(process, for: occurrence) {
                deliver(event, to: process, kind: kind, digest: digest)
            }
        case .begin(let number):
            let process = processes[Int(number)]
            if isAwake(process, for: occurrence) {
                deliver(.started, to: process, kind: 5, digest: TraceHash.digest(process.name))
            }
        }
    }

    /// Whether a process can take an event now; a frozen one takes it when it thaws.
    func isAwake(_ process: SimulatedProcess, for occurrence: Occurrence) -> Bool {
        switch process.state {
        case .running: return true
        case .paused:
            process.held.append(occurrence)
            return false
        case .exited, .signaled: return false
        }
    }

    /// Lets a program handle an event, and takes both into the trace.
    func deliver(_ event: Event, to process: SimulatedProcess, kind: UInt64, digest: UInt64) {
        trace.mix(UInt64(bitPattern: now.nanoseconds))
        trace.mix(UInt64(process.id) << 8 | kind)
        trace.mix(digest)
        eventCount += 1
        lastHandler = ProcessID(rawValue: process.id)
        var system = SimulatedSystem(world: self, process: process)
        process.program.handle(event, on: &system)
        if process.isObserver { wantsAttention = true }
        if let afterEvent { afterEvent(self) }
    }

    /// Takes something that no program handled into the trace: a fault, an operator's hand.
    public func record(_ text: String) {
        trace.mix(UInt64(bitPattern: now.nanoseconds))
        trace.mix(TraceHash.digest(text))
        revision += 1
    }
}
