import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

/// Watches agents for what must never happen.
private final class Watch {
    private var leaders: [UInt64: Int] = [:]
    private var digests: [UInt64: UInt64] = [:]
    private(set) var violations: [String] = []

    func look(at cluster: Cluster) {
        for index in cluster.agents.indices {
            _ = cluster.world.withProgram(of: cluster.agents[index], as: DiscoveryAgent.self) {
                agent, _ in
                if let led = agent.leaderships.last {
                    let known = leaders[led.term] ?? index
                    leaders[led.term] = known
                    if known != index { violations.append("two leaders in term \(led.term)") }
                }
                let applied = agent.lastAppliedEntry
                guard applied.index > 0 else { return }
                let digest = digests[applied.index] ?? applied.digest
                digests[applied.index] = digest
                if digest != applied.digest { violations.append("two entries \(applied.index)") }
            }
        }
    }
}

@Suite struct RandomFaultTests {
    private static let count = 5

    /// Kills, starts and separates agents for a while, then lets everything come back.
    private func disturb(_ cluster: Cluster, seed: UInt64) {
        var random = RandomStream(seed: seed, purpose: "faults")
        var down: Set<Int> = []
        var rule: Int?
        for _ in 0..<20 {
            let host = Int(random.next(below: UInt64(Self.count)))
            switch random.next(below: 5) {
            case 0 where !down.contains(host), 1 where !down.contains(host):
                cluster.kill(host)
                down.insert(host)
            case 2:
                for host in down.sorted() { cluster.start(host) }
                down = []
            case 3 where rule == nil:
                let others = (0..<Self.count).filter { $0 != host }
                rule = cluster.world.network.addPartition(groups: [[host], others])
            default:
                if let active = rule { cluster.world.network.removeRule(active) }
                rule = nil
            }
            cluster.run(.seconds(1) + random.interval(below: .seconds(14)))
        }
        if let rule { cluster.world.network.removeRule(rule) }
        for host in down.sorted() { cluster.start(host) }
    }

    @Test(arguments: 1...5, [true, false])
    func afterFaultsEverybodyAgreesAgain(seed: UInt64, cleansUp: Bool) throws {
        let cluster = try Cluster(seed: seed, servers: 3, clients: 2) { _, configuration in
            configuration.autopilot.cleanupDeadServers = cleansUp
        }
        _ = try #require(cluster.waitForLeader())
        for index in 0..<Self.count { cluster.register("web", on: index) }
        let watch = Watch()
        cluster.world.afterEvent = { _ in watch.look(at: cluster) }
        disturb(cluster, seed: seed)
        cluster.world.afterEvent = nil
        cluster.run(.minutes(4))
        #expect(watch.violations.isEmpty, "\(watch.violations.prefix(3))")
        let leader = try #require(cluster.leader)
        for index in 0..<Self.count {
            let members = cluster.agent(index).members
            // Where dead servers are made to leave, word of it may come late to some.
            let alive = members.filter {
                $0.status == .alive || (cleansUp && $0.status == .leaving)
            }
            let seen = members.map { "\($0.name) \($0.status)" }.sorted()
            #expect(alive.count == Self.count, "host-\(index + 1) sees \(seen)")
            let node = "host-\(index + 1)"
            let services = cluster.agent(leader).catalogServices(onNode: node).map(\.name)
            #expect(services.sorted() == (index < 3 ? ["consul", "web"] : ["web"]), "\(node)")
            let healths = cluster.agent(leader).catalogChecks(onNode: node).map(\.status)
            #expect(healths == [.passing], "\(node)")
        }
        let servers = (0..<3).map { cluster.agent($0) }
        #expect(Set(servers.map(\.stateHash)).count == 1)
    }
}
