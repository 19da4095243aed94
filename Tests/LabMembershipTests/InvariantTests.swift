import LabNetwork
import Testing

@testable import LabMembership

@Suite struct InvariantTests {
    /// Compares each agent's view with the one before.
    struct Watcher {
        var views: [[String: MemberView]] = []
        var lives: [UInt32] = []
        var violations: [String] = []

        mutating func look(at cluster: TestCluster) {
            while views.count < cluster.programs.count { views.append([:]) }
            for observer in lives.indices where lives[observer] != cluster.wire.lives[observer] {
                views[observer] = [:]
            }
            for observer in cluster.alive {
                for view in cluster.programs[observer].membership.views {
                    if let old = views[observer][view.name] { compare(old, view, at: observer) }
                    views[observer][view.name] = view
                }
            }
            lives = cluster.wire.lives
        }

        private mutating func compare(_ old: MemberView, _ new: MemberView, at observer: Int) {
            if new.incarnation < old.incarnation {
                violations.append("\(observer): incarnation of \(old.name) fell")
            }
            guard new.incarnation == old.incarnation else { return }
            let order: [NodeState] = [.alive, .suspect, .dead]
            let before = order.firstIndex(of: old.state == .left ? .dead : old.state) ?? 0
            let after = order.firstIndex(of: new.state == .left ? .dead : new.state) ?? 0
            if after < before {
                violations.append("\(observer): \(old.name) \(old.state) became \(new.state)")
            }
        }
    }

    /// No member's incarnation in any view is higher than what its owner has reached.
    private func ownersLead(_ cluster: TestCluster) -> Bool {
        for observer in cluster.alive {
            for view in cluster.programs[observer].membership.views {
                guard
                    let owner = cluster.programs.indices.first(where: {
                        TestCluster.name($0) == view.name
                    }), cluster.wire.lives[owner] == 0
                else { continue }
                if view.incarnation > cluster.programs[owner].membership.incarnation {
                    return false
                }
            }
        }
        return true
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func latticeHoldsUnderFaults(seed: UInt64) throws {
        var cluster = TestCluster(seed: seed)
        cluster.add(9)
        var watcher = Watcher()
        var random = RandomStream(seed: seed)
        for _ in 0..<60 {
            switch random.next(below: 6) {
            case 0: cluster.wire.lossPerMillion = random.next(below: 400_000)
            case 1: cluster.wire.side[Int(random.next(below: 9))] = 1
            case 2: for host in 0..<9 { cluster.wire.side[host] = 0 }
            case 3:
                let host = Int(random.next(below: 9))
                if cluster.wire.isUp[host] { cluster.kill(host) }
            case 4:
                let host = Int(random.next(below: 9))
                if !cluster.wire.isUp[host] { cluster.restart(host, join: [(host + 1) % 9]) }
            default: cluster.wire.lossPerMillion = 0
            }
            for _ in 0..<40 {
                cluster.run(for: .milliseconds(100))
                watcher.look(at: cluster)
            }
            #expect(ownersLead(cluster))
        }
        #expect(watcher.violations == [])
        #expect(cluster.programs.allSatisfy { (0...7).contains($0.membership.healthScore) })

        cluster.wire.lossPerMillion = 0
        for host in 0..<9 {
            cluster.wire.side[host] = 0
            if !cluster.wire.isUp[host] { cluster.restart(host, join: [(host + 1) % 9]) }
        }
        _ = try #require(cluster.run(until: .minutes(10)) { $0.isConverged && $0.isAgreed })
        cluster.run(for: .seconds(60))
        #expect(cluster.programs.allSatisfy { $0.membership.healthScore == 0 })
    }

    @Test func deadMemberIsNotBroughtBackByAnOldView() throws {
        var cluster = TestCluster(seed: 7)
        cluster.add(5)
        cluster.run(for: .seconds(10))
        // host-5 is cut off and still believes that host-4 is alive.
        cluster.wire.side[4] = 1
        cluster.kill(3)
        cluster.run(for: .seconds(20))
        #expect(cluster.status(of: 3, at: 0) == .failed)
        cluster.run(for: .minutes(2))
        // An exchange of state with an old view, long after the failure detector has let go.
        var agent = try TestAgent(peers: 3)
        agent.hear(.dead("host-1", 1, from: "host-2"))
        try agent.runAnswering(for: .minutes(3))
        agent.hear(.alive("host-1", 1, TestAgent.peer(1), [:]))
        #expect(agent.state("host-1") == .dead)
        cluster.wire.side[4] = 0
        for _ in 0..<600 {
            cluster.run(for: .milliseconds(100))
            for observer in 0..<3 { #expect(cluster.status(of: 3, at: observer) == .failed) }
        }
        #expect(cluster.status(of: 3, at: 4) == .failed)
    }

    @Test func remoteDeadIsMergedAsSuspect() throws {
        var known = try TestAgent(peers: 4)
        known.hear(.dead("host-2", 1, from: "host-3"))
        var agent = try TestAgent(peers: 4)
        let refusal = agent.membership.merge(
            known.membership.encodedState(.stateReply), isJoin: false, on: &agent.system)
        #expect(refusal == nil)
        #expect(agent.state("host-2") == .suspect)
    }

    @Test func lifeguardSparesMembersOfWhichTheProberIsSlow() throws {
        func falseDeaths(lifeguard: Bool) throws -> UInt64 {
            var configuration = MembershipConfiguration.lan
            configuration.lifeguard = lifeguard
            var cluster = TestCluster(configuration, seed: 17)
            cluster.add(20)
            cluster.run(for: .seconds(20))
            var random = RandomStream(seed: 3)
            for _ in 0..<40 {
                // A host that is starved hears nobody for a while.
                let host = Int(random.next(below: 20))
                cluster.wire.side[host] = 1
                cluster.run(for: .milliseconds(5200))
                cluster.wire.side[host] = 0
                cluster.run(for: .seconds(20))
            }
            return cluster.programs.reduce(0) { $0 + $1.membership.statistics.declaredDead }
        }
        let with = try falseDeaths(lifeguard: true)
        let without = try falseDeaths(lifeguard: false)
        #expect(with < without)
    }
}
