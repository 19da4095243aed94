import LabNetwork
import LabProgram
import Testing

@testable import LabMembership

@Suite struct SnapshotTests {
    private func cluster(rejoinsAfterLeave: Bool = false) -> TestCluster {
        var configuration = MembershipConfiguration.lan
        configuration.snapshot = StoreFile(rawValue: 7)
        configuration.rejoinsAfterLeave = rejoinsAfterLeave
        var cluster = TestCluster(configuration, seed: 8)
        cluster.wire.keepsLines = true
        cluster.add(5)
        cluster.run(for: .seconds(5))
        return cluster
    }

    @Test func restartedMemberRejoinsThoseItKnew() throws {
        var cluster = cluster()
        cluster.kill(4)
        cluster.run(for: .seconds(20))
        cluster.restart(4, join: [])
        let time = try #require(cluster.run(until: .seconds(10)) { $0.isConverged })
        #expect(time < .seconds(2))
        #expect(
            cluster.wire.lines[4].contains {
                $0.contains("serf: Re-joined to previously known node: host-")
            })
    }

    @Test func membersThatFailedAreNotTried() throws {
        var cluster = cluster()
        for host in 0..<3 { cluster.kill(host) }
        cluster.run(for: .seconds(60))
        cluster.kill(4)
        cluster.run(for: .seconds(5))
        cluster.wire.lines[4] = []
        cluster.restart(4, join: [])
        cluster.run(for: .seconds(5))
        let attempts = cluster.wire.lines[4].filter { $0.contains("Attempting re-join") }
        #expect(attempts.count == 1)
        #expect(attempts.first?.contains("host-4") == true)
    }

    @Test(arguments: [false, true])
    func memberThatLeftRejoinsOnlyWhenItIsToldTo(rejoinsAfterLeave: Bool) throws {
        var cluster = cluster(rejoinsAfterLeave: rejoinsAfterLeave)
        cluster.wire.schedule(.stopRequested, for: 4, after: .zero)
        cluster.run(for: .seconds(10))
        #expect(cluster.wire.exits[4] != nil)
        cluster.restart(4, join: [])
        cluster.run(for: .seconds(10))
        #expect(cluster.programs[4].membership.memberCount == (rejoinsAfterLeave ? 5 : 1))
    }

    @Test func longLogIsWrittenAnew() throws {
        var agent = try TestAgent(
            {
                var configuration = MembershipConfiguration.lan
                configuration.snapshot = StoreFile(rawValue: 7)
                return configuration
            }(), peers: 3)
        for incarnation in 1...400 as ClosedRange<UInt32> {
            agent.hear(.dead("host-1", incarnation, from: "host-2"))
            agent.hear(.alive("host-1", incarnation + 1, TestAgent.peer(1), [:]))
            agent.run(for: .milliseconds(20))
        }
        try agent.runAnswering(for: .seconds(1))
        let records = agent.system.stores[StoreFile(rawValue: 7)] ?? []
        let size = records.reduce(0) { $0 + $1.count }
        #expect(size > 0)
        #expect(size < 6000)
        var log = SnapshotLog()
        let content = log.replay(records, ignoringLeave: false)
        #expect(Set(content.names) == ["me", "host-1", "host-2", "host-3"])
    }

    @Test func brokenRecordsArePassedOver() {
        var log = SnapshotLog()
        log.add("host-1", TestAgent.peer(1), isAlive: true)
        log.addTime(9)
        let record = log.takePending()
        let content = log.replay(
            [[99, 1, 2], [1, 200], record, Array(record.prefix(5))], ignoringLeave: false)
        #expect(content.names == ["host-1"])
        #expect(content.time == 9)
    }
}
