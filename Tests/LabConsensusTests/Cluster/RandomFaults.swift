import LabNetwork
import LabProgram

@testable import LabConsensus

/// One run of random faults, in two phases: whatever happens, and then healed until all agree.
struct RandomFaults {
    /// What a seed allows; some kinds of fault are off completely in each seed, so that the others
    /// are not hidden by them.
    struct Plan {
        var serverCount = 5
        var voters = 3
        var actions = 80
        var changesMembers = false
        var cutsPower = true
        var partitions = true
        var fillsDisks = false
        var usesSnapshots = true
    }

    var plan: Plan
    var cluster: TestCluster
    /// Whether a run goes on after a violation, to see what else a mutant breaks.
    var goesOn = false
    private var random: RandomStream
    private var proposals = 0

    init(seed: UInt64, leaderLease: Interval = .milliseconds(500)) {
        random = RandomStream(seed: seed, purpose: "faults")
        plan = Plan()
        plan.serverCount = random.next(below: 2) == 0 ? 3 : 5
        plan.voters = plan.serverCount
        plan.changesMembers = random.next(below: 2) == 0
        if plan.changesMembers { (plan.voters, plan.serverCount) = (3, 5) }
        plan.cutsPower = random.next(below: 3) != 0
        plan.partitions = random.next(below: 4) != 0
        plan.fillsDisks = random.next(below: 4) == 0
        plan.usesSnapshots = random.next(below: 3) != 0
        let usesSnapshots = plan.usesSnapshots
        cluster = TestCluster(servers: plan.serverCount, seed: seed) { number in
            var configuration = TestCluster.configuration(number)
            configuration.snapshotThreshold = usesSnapshots ? 12 : 1_000_000
            configuration.trailingLogs = 4
            configuration.leaderLease = leaderLease
            configuration.snapshotInterval = .milliseconds(500)
            return configuration
        }
        let kinds = random.next(below: 8)
        let tenth = Probability(billionths: 100_000_000)
        if kinds & 1 != 0 { cluster.conditions.loss = tenth }
        if kinds & 2 != 0 { cluster.conditions.duplication = tenth }
        if kinds & 4 != 0 { cluster.conditions.reordering = tenth }
        let diskDelays: [Interval] = [.zero, .milliseconds(1), .milliseconds(30)]
        cluster.conditions.diskDelay = diskDelays[Int(random.next(below: 3))]
        if random.next(below: 2) == 0 { cluster.conditions.diskDelaySpread = .milliseconds(20) }
    }

    /// Runs both phases.
    mutating func run() {
        cluster.begin(voters: plan.voters)
        cluster.run(for: .seconds(4))
        for _ in 0..<plan.actions {
            act()
            cluster.run(for: .milliseconds(5) + random.interval(below: .milliseconds(600)))
            cluster.checker.connectivityChanged(cluster)
            if !goesOn, !cluster.checker.violations.isEmpty { return }
        }
        heal()
        checkLiveness()
    }

    private mutating func act() {
        let server = Int(random.next(below: UInt64(plan.serverCount)))
        switch random.next(below: 16) {
        case 0...5: propose()
        case 6: read()
        case 7: crash(server)
        case 8, 9: for number in 0..<plan.serverCount { cluster.start(number) }
        case 10: if plan.partitions { partition() }
        case 11: cluster.heal()
        case 12: changeMembers()
        case 13: if plan.fillsDisks { cluster.servers[server].host.disk.isFull.toggle() }
        case 14: crashEverything()
        default: crashLeader()
        }
        cluster.checker.connectivityChanged(cluster)
    }

    private mutating func propose() {
        for _ in 0...random.next(below: 6) {
            proposals += 1
            cluster.propose("command \(proposals)")
        }
    }

    private mutating func read() {
        guard let leader = cluster.leader, cluster.servers[leader].raft.isEstablished
        else { return }
        let token = cluster.servers[leader].act(at: cluster.now) { raft, host in
            raft.verifyLeadership(on: &host)
        }
        if let token { cluster.checker.beginRead(token, at: leader) }
        cluster.with(leader) { _, _ in }
    }

    private mutating func crash(_ server: Int) {
        cluster.kill(server, powerCut: plan.cutsPower && random.next(below: 2) == 0)
    }

    private mutating func crashLeader() {
        guard let leader = cluster.leader else { return }
        let isSlow = random.next(below: 3) == 0
        if isSlow { cluster.servers[leader].diskLag = .milliseconds(300) }
        propose()
        runBriefly()
        crash(leader)
        cluster.servers[leader].diskLag = .zero
        if plan.partitions, random.next(below: 2) == 0 { partition() }
        runBriefly()
        if random.next(below: 2) == 0 { cluster.start(leader) }
    }

    private mutating func crashEverything() {
        propose()
        runBriefly()
        for number in 0..<plan.serverCount { crash(number) }
        for number in 0..<plan.serverCount where random.next(below: 4) != 0 {
            cluster.start(number)
        }
        if plan.partitions, random.next(below: 2) == 0 { partition() }
    }

    /// Runs for about as long as a message or a sync takes.
    private mutating func runBriefly() {
        cluster.run(
            for: random.interval(below: cluster.conditions.diskDelay + .milliseconds(2)))
    }

    private mutating func partition() {
        var group: [Int] = []
        for number in 0..<plan.serverCount where random.next(below: 2) == 0 {
            group.append(number)
        }
        cluster.partition(group)
    }

    private mutating func changeMembers() {
        guard plan.changesMembers, let leader = cluster.leader else { return }
        let target = Int(random.next(below: UInt64(plan.serverCount)))
        let kind = random.next(below: 3)
        cluster.with(leader) { raft, host in
            switch kind {
            case 0:
                _ = try? raft.addServer(TestCluster.server(target, isVoter: false), on: &host)
            case 1: _ = try? raft.addServer(TestCluster.server(target), on: &host)
            default: _ = try? raft.removeServer(TestCluster.id(target), on: &host)
            }
        }
    }

    private mutating func heal() {
        cluster.conditions.loss = .zero
        cluster.conditions.duplication = .zero
        cluster.conditions.reordering = .zero
        for number in 0..<plan.serverCount {
            cluster.servers[number].host.disk.isFull = false
            cluster.start(number)
        }
        cluster.heal()
    }

    /// R10 and R11: a leader within 20 timeouts, and then the same state everywhere.
    private mutating func checkLiveness() {
        cluster.runUntilLed(within: .seconds(20))
        guard cluster.leader != nil else {
            return cluster.checker.fail("R10: no leader within 20 timeouts")
        }
        cluster.run(for: .seconds(12))
        cluster.propose("the last one")
        cluster.run(for: .seconds(8))
        guard let leader = cluster.leader else {
            return cluster.checker.fail("R10: the leader was lost without a fault")
        }
        let last = cluster.servers[leader].raft.lastLogIndex
        for server in cluster.servers[leader].raft.servers.servers {
            let number = TestCluster.number(of: server.id)
            let follower = cluster.servers[number]
            if follower.appliedIndex != last {
                cluster.checker.fail(
                    "R10: server \(number) is at \(follower.appliedIndex) of \(last)")
            } else if follower.state != cluster.servers[leader].state {
                cluster.checker.fail("R11: server \(number) has another state")
            }
        }
    }
}
