import LabModel
import LabNetwork

/// Says which units a target stands for at a moment.
///
/// What is picked with the seed is picked anew for each action; checks mean what was picked last.
final class TargetResolver {
    private let topology: Topology
    private var stream: RandomStream
    private var picks: [Target: Target] = [:]
    private var pickedNow: Set<Target> = []
    private var shuffledServers: [String] = []
    private var hasShuffledNow = false
    /// Whether an action is being resolved, and not a check.
    var isPicking = false

    init(topology: Topology, seed: UInt64) {
        self.topology = topology
        stream = RandomStream(seed: seed, purpose: "scenario/targets")
    }

    /// Forgets that anything was picked for the action before.
    func beginAction() {
        pickedNow = []
        hasShuffledNow = false
    }

    /// The units that targets stand for, each once, in the targets' order.
    func units(of targets: [Target], in view: LabView) -> [Unit] {
        var found: [Unit] = []
        for unit in targets.flatMap({ units(of: $0, in: view) }) where !found.contains(unit) {
            found.append(unit)
        }
        return found
    }

    /// The hosts that targets stand for or are on, each once.
    func hosts(of targets: [Target], in view: LabView) -> [String] {
        var found: [String] = []
        for unit in units(of: targets, in: view) where !found.contains(unit.host) {
            found.append(unit.host)
        }
        return found
    }

    /// The units that a target stands for; none where there is no such thing at the moment.
    func units(of target: Target, in view: LabView) -> [Unit] {
        switch target {
        case .name(let name): units(named: name, in: view)
        case .part(let host, let name, let index):
            hosts(of: [host], in: view).flatMap { parts(name, index, on: $0, in: view) }
        case .leader: (view.leadership?.leaders ?? []).map(Unit.host)
        case .followers: followers(in: view).map(Unit.host)
        case .servers: topology.servers.map(Unit.host)
        case .minority: shuffled().prefix((topology.servers.count - 1) / 2).map(Unit.host)
        case .majority: shuffled().dropFirst((topology.servers.count - 1) / 2).map(Unit.host)
        case .oneOf(let targets):
            pick(target, among: targets).map { units(of: $0, in: view) } ?? []
        }
    }

    private func units(named name: String, in view: LabView) -> [Unit] {
        if topology.host(named: name) != nil { return [.host(name)] }
        if topology.component(named: name) != nil {
            return topology.hosts(running: name).map { .component(host: $0, name: name) }
        }
        return view.instances(of: name).map(\.unit)
    }

    private func parts(_ name: String, _ index: Int?, on host: String, in view: LabView) -> [Unit] {
        if topology.component(named: name) != nil { return [.component(host: host, name: name)] }
        if let index { return [.instance(host: host, service: name, index: index)] }
        return view.instances(of: name, on: host).map(\.unit)
    }

    /// The servers that are up and do not lead, of the clusters that have a leader.
    private func followers(in view: LabView) -> [String] {
        (view.leadership?.clusters ?? []).flatMap { cluster -> [String] in
            cluster.leaders.isEmpty
                ? [] : cluster.answered.filter { !cluster.leaders.contains($0) }
        }
    }

    /// The servers in an order that is drawn once an action, so that `minority` and `majority` of
    /// one action complete each other.
    private func shuffled() -> [String] {
        if !hasShuffledNow && (shuffledServers.isEmpty || isPicking) {
            shuffledServers = topology.servers
            stream.shuffle(&shuffledServers)
            hasShuffledNow = true
        }
        return shuffledServers
    }

    private func pick(_ target: Target, among targets: [Target]) -> Target? {
        if let earlier = picks[target], !isPicking || pickedNow.contains(target) { return earlier }
        guard !targets.isEmpty else { return nil }
        let picked = targets[Int(stream.next(below: UInt64(targets.count)))]
        picks[target] = picked
        pickedNow.insert(target)
        return picked
    }
}
