import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import LabSimulation

/// A lab whose hosts are values in this process and whose clock is virtual.
///
/// Everything that happens in it is a function of the topology, the seed and the calls made.
public final class MemoryLab: Lab {
    /// What the lab was built from.
    public let topology: Topology
    /// The simulated world, for observers and tests.
    public let world: World

    let programs: ProgramRegistry
    var hosts: [MemoryHost] = []
    var faults: [InjectedFault] = []
    var nextFault = 1
    var nextProbe: UInt64 = 1
    var probes: [ProbeID: Int] = [:]
    var traffic: [(plan: TrafficPlan, host: Int, process: ProcessID)] = []
    /// Every run of a discovery agent there was, for what the servers of the past had to say.
    var discoveryRuns: [(host: Int, process: ProcessID)] = []
    var random: RandomStream

    /// Builds a lab with no power on any host.
    ///
    /// - Parameters:
    ///   - topology: what to build.
    ///   - seed: what everything random in it is split from.
    ///   - programs: what components and images run.
    /// - Throws: `LabError` for a component or image that nothing is known to run.
    public init(
        topology: Topology, seed: UInt64, programs: ProgramRegistry = .builtin
    ) throws(LabError) {
        self.topology = topology
        self.programs = programs
        world = World(seed: seed)
        random = RandomStream(seed: seed, purpose: "lab")
        let networks = topology.networks.map {
            world.network.addNetwork(subnet: $0.subnet, link: $0.link)
        }
        for host in topology.hosts {
            try add(host, networks: networks)
        }
        for (index, network) in topology.networks.enumerated() {
            for way in network.between { addLongWay(way, on: networks[index]) }
        }
        try programs.check(topology)
    }

    private func add(_ host: HostDefinition, networks: [Int]) throws(LabError) {
        var attachments: [(network: Int, address: IPv4Address)] = []
        for attachment in host.attachments {
            guard let index = topology.networks.firstIndex(where: { $0.name == attachment.network })
            else { throw LabError("host \(host.name): there is no network \(attachment.network)") }
            attachments.append((networks[index], attachment.address))
        }
        let number = world.addHost(
            named: host.name, attachments: attachments, diskLimit: host.disk)
        world.powerOff(number)
        let components = host.run.compactMap { topology.component(named: $0) }
        hosts.append(
            MemoryHost(
                definition: host, number: number,
                components: components.map { .init(component: $0) }))
    }

    private func addLongWay(_ way: NetworkDefinition.LongWay, on network: Int) {
        let a = way.a.compactMap { number(of: $0) }
        let b = way.b.compactMap { number(of: $0) }
        _ = world.network.addPath(from: a, to: b, conditions: way.link, network: network)
        _ = world.network.addPath(from: b, to: a, conditions: way.link, network: network)
    }

    /// The backend's name.
    public var backend: String { "memory" }
    /// The virtual clock.
    public var now: Instant { world.now }
    /// Grows with everything that happened that a check may see.
    public var revision: UInt64 { world.revision }
    /// How many events programs have handled.
    public var eventCount: UInt64 { world.eventCount }
    /// The hash of everything that happened so far.
    public var traceHash: String? { world.trace.hexadecimal }

    /// Runs the virtual clock, at most to the deadline.
    public func advance(until deadline: Instant) {
        world.run(until: deadline)
        finishShutdowns()
    }

    func number(of host: String) -> Int? { hosts.firstIndex { $0.definition.name == host } }

    func requireHost(_ name: String) throws(LabError) -> Int {
        guard let number = number(of: name) else { throw LabError("there is no host \(name)") }
        return number
    }

    func requireRunningHost(_ name: String) throws(LabError) -> Int {
        let number = try requireHost(name)
        guard world.isUp(number) else { throw LabError("host \(name) has no power") }
        return number
    }

    func isRunning(_ process: ProcessID?) -> Bool {
        guard let process else { return false }
        switch world.state(of: process) {
        case .running, .paused: return true
        case .exited, .signaled: return false
        }
    }
}
