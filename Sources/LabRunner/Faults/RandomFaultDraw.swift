import LabModel
import LabNetwork

/// Draws the faults of `random` with the seed, one every so often.
struct RandomFaultDraw {
    /// A fault that was drawn.
    enum Drawn {
        case kill(Unit)
        case stop(Unit)
        case restart(Unit)
        case fault(Fault)
    }

    private let plan: RandomFaults
    private var stream: RandomStream
    /// When the next fault is drawn.
    private(set) var next: Instant
    /// How many have been drawn.
    private(set) var count = 0

    /// Whether a fault ends when the next one is drawn.
    var heals: Bool { plan.heal }

    init(_ plan: RandomFaults, seed: UInt64, from start: Instant) {
        self.plan = plan
        stream = RandomStream(seed: seed, purpose: "scenario/faults")
        next = start + plan.every
    }

    /// Draws the fault that is due; `nil` where there is nothing that it could be done to.
    ///
    /// Every draw takes its numbers from a stream of its own, so that one that comes out otherwise
    /// does not change those after it.
    mutating func draw(_ view: LabView) -> Drawn? {
        next = next + max(plan.every, .milliseconds(1))
        count += 1
        var draw = RandomStream(seed: stream.next())
        guard !plan.from.isEmpty else { return nil }
        let kind = plan.from[Int(draw.next(below: UInt64(plan.from.count)))]
        var choice = RandomFaultChoice(stream: draw, view: view)
        return choice.choose(kind)
    }
}

/// One draw: which units, and how bad.
private struct RandomFaultChoice {
    var stream: RandomStream
    let view: LabView

    /// The hosts that run something of the lab; clients that only ask are left alone.
    private var hosts: [String] {
        view.topology.hosts.filter { host in
            !host.run.isEmpty
                || view.units.contains { status in
                    if case .instance = status.unit { status.unit.host == host.name } else { false }
                }
        }.map(\.name)
    }

    private var hostsUp: [String] { hosts.filter(view.isUp) }

    mutating func choose(_ kind: RandomFaults.Kind) -> RandomFaultDraw.Drawn? {
        switch kind {
        case .kill: unit().map { .kill($0) }
        case .stop: unit().map { .stop($0) }
        case .restart: unit().map { .restart($0) }
        case .pause: unit().map { .fault(.pause(targets: [$0.target])) }
        case .partition: partition().map { .fault($0) }
        case .isolate: host().map { .fault(.isolate(hosts: [.name($0)])) }
        case .block: block().map { .fault($0) }
        case .unplug: host().map { .fault(.unplug(hosts: [.name($0)], network: nil)) }
        case .degrade: host().map { .fault(degradation(of: $0)) }
        case .skew: host().map { .fault(skew(of: $0)) }
        case .fillDisk: host().map { .fault(.fillDisk(hosts: [.name($0)], leave: 0)) }
        case .dns: dnsFault()
        }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[Int(stream.next(below: UInt64(elements.count)))]
    }

    private mutating func host() -> String? { pick(hostsUp) }

    private mutating func unit() -> Unit? {
        let hosts = hosts
        return pick(
            view.units.map(\.unit).filter { hosts.contains($0.host) && view.isRunning($0) })
    }

    /// Two sides of at least one host each; hosts that run nothing go with the larger.
    private mutating func partition() -> Fault? {
        var shuffled = hosts
        guard shuffled.count > 1 else { return nil }
        stream.shuffle(&shuffled)
        let size = 1 + Int(stream.next(below: UInt64(shuffled.count / 2)))
        return .partition(groups: [shuffled.prefix(size).sorted(by: naturally).map(Target.name)])
    }

    private mutating func block() -> Fault? {
        var shuffled = hosts
        guard shuffled.count > 1 else { return nil }
        stream.shuffle(&shuffled)
        return .block(from: [.name(shuffled[0])], to: [.name(shuffled[1])], reject: false)
    }

    private mutating func degradation(of host: String) -> Fault {
        var conditions = LinkConditions()
        conditions.delay = .milliseconds(1 + Int64(stream.next(below: 200)))
        conditions.jitter = conditions.delay.map { $0 / 4 }
        conditions.loss = Probability(percent: 1 + UInt32(stream.next(below: 30)))
        return .degrade(.link(.name(host)), conditions, .both)
    }

    private mutating func skew(of host: String) -> Fault {
        let seconds = 1 + Int64(stream.next(below: 60))
        let offset = Interval.seconds(stream.next(below: 2) == 0 ? seconds : -seconds)
        return .skew(hosts: [.name(host)], offset: offset, driftPerBillion: 0)
    }

    private mutating func dnsFault() -> RandomFaultDraw.Drawn? {
        let agents = view.topology.hosts.map(\.name).filter(view.hasAgent)
        guard let host = pick(agents), let answer = pick(Fault.DNSAnswer.allCases) else {
            return nil
        }
        return .fault(.dns(hosts: [.name(host)], answer: answer, delay: nil, match: nil))
    }
}

extension Unit {
    /// The target that names it.
    var target: Target {
        switch self {
        case .host(let name): .name(name)
        case .component(let host, let name): .part(host: .name(host), name: name, index: nil)
        case .instance(let host, let service, let index):
            .part(host: .name(host), name: service, index: index)
        }
    }
}
