import LabMembership
import LabNetwork
import LabProgram

/// A pool of agents on a `TestWire`.
struct TestCluster {
    let wire = TestWire()
    var programs: [MembershipProgram] = []
    var configuration: MembershipConfiguration
    let seed: UInt64

    init(_ configuration: MembershipConfiguration = .lan, seed: UInt64 = 1) {
        self.configuration = configuration
        self.seed = seed
    }

    static func name(_ number: Int) -> String { "host-\(number + 1)" }

    static func tags(_ number: Int, datacenter: String = "dc1") -> MemberTags {
        let id = "00000000-0000-4000-8000-" + String(100_000_000_000 + number)
        return [
            "acls": "0", "build": "1.8.7:", "dc": datacenter, "id": id, "role": "node",
            "segment": "<default>", "vsn": "2", "vsn_max": "3", "vsn_min": "2",
        ]
    }

    func program(_ number: Int, join: [Int], datacenter: String = "dc1") -> MembershipProgram {
        let membership = Membership(
            name: TestCluster.name(number), address: wire.address(of: number),
            tags: TestCluster.tags(number, datacenter: datacenter), configuration: configuration,
            scope: 9)
        let port = configuration.port
        return MembershipProgram(
            membership, join: join.map { Endpoint(wire.address(of: $0), port) })
    }

    /// Adds an agent that starts at once.
    mutating func add(join: [Int], datacenter: String = "dc1") {
        let number = wire.addHost(TestCluster.name(programs.count), seed: seed)
        programs.append(program(number, join: join, datacenter: datacenter))
        wire.schedule(.started, for: number, after: .zero)
    }

    /// Adds agents that join the first one, each a while after the one before.
    mutating func add(_ count: Int, every interval: Interval = .milliseconds(10)) {
        for _ in 0..<count {
            add(join: programs.isEmpty ? [] : [0])
            run(for: interval)
        }
    }

    mutating func run(for interval: Interval) {
        let end = wire.now + interval.nanoseconds
        while let (host, event) = wire.next(until: end) {
            var system = TestSystem(wire: wire, number: host)
            programs[host].handle(event, on: &system)
        }
    }

    /// Runs in small steps until something is so.
    ///
    /// - Returns: how long it took; `nil` when it never was.
    mutating func run(
        until limit: Interval, step: Interval = .milliseconds(10), _ isSo: (TestCluster) -> Bool
    ) -> Interval? {
        let start = wire.now
        while wire.now - start < limit.nanoseconds {
            if isSo(self) { return .nanoseconds(wire.now - start) }
            run(for: step)
        }
        return isSo(self) ? .nanoseconds(wire.now - start) : nil
    }

    mutating func kill(_ number: Int) {
        wire.isUp[number] = false
        wire.reset(number)
    }

    mutating func restart(_ number: Int, join: [Int]) {
        wire.isUp[number] = true
        programs[number] = program(number, join: join)
        wire.schedule(.started, for: number, after: .zero)
    }

    /// Does something to the membership of a host from outside.
    mutating func change(_ number: Int, _ body: (inout Membership, inout TestSystem) -> Void) {
        var system = TestSystem(wire: wire, number: number)
        body(&programs[number].membership, &system)
    }

    var alive: [Int] { programs.indices.filter { wire.isUp[$0] } }

    func status(of number: Int, at observer: Int) -> MemberStatus? {
        programs[observer].membership.member(named: TestCluster.name(number))?.status
    }

    /// Whether all live agents show all live agents as alive.
    var isConverged: Bool {
        let live = alive
        return live.allSatisfy { observer in
            programs[observer].membership.members.filter { $0.status == .alive }.count == live.count
        }
    }

    /// Whether all live agents show the same.
    var isAgreed: Bool { Set(alive.map { programs[$0].membership.viewDigest }).count <= 1 }
}
