import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct SnapshotTests {
    private let snapshot = Snapshot(
        last: LogPosition(index: 8, term: 2),
        servers: ClusterConfiguration(servers: [TestCluster.server(0), TestCluster.server(1)]),
        serversIndex: 5, state: [7, 7])

    @Test func aLongLogIsCompactedBehindASnapshot() {
        var bench = Bench(voters: 1) { configuration in
            configuration.snapshotThreshold = 50
            configuration.trailingLogs = 10
        }
        bench.runTimer()
        bench.sync()
        for _ in 0..<100 { _ = bench.raft.propose([1], on: &bench.system) }
        bench.sync()
        _ = bench.raft.takeEvents()
        bench.run(for: .seconds(60))
        #expect(bench.raft.takeEvents() == [.snapshotWanted])
        bench.raft.snapshotTaken([42], lastIndex: 102, on: &bench.system)
        #expect(bench.raft.snapshotIndex == 0, "not before it is on the disk")
        bench.sync()
        #expect(bench.raft.snapshotIndex == 102)
        #expect(bench.raft.log.base.index == 92 && bench.raft.lastLogIndex == 102)
        bench.restart()
        #expect(bench.raft.log.base.index == 92 && bench.raft.lastLogIndex == 102)
        let restored = bench.raft.takeCommitted()
        #expect(restored.map(\.content) == [.restore([42])])
        #expect(bench.raft.lastApplied == 102)
        #expect(bench.raft.servers.voterCount == 1)
    }

    @Test func aSnapshotTakesThePlaceOfALogThatItDoesNotFollow() {
        var bench = Bench()
        #expect(bench.receive(.installSnapshot(term: 2, snapshot), from: 1).isEmpty)
        bench.sync()
        #expect(bench.takeAll() == [.appendReply(term: 2, .matched(8, commitIndex: 8))])
        #expect(bench.raft.takeCommitted().map(\.content) == [.restore([7, 7])])
        #expect(bench.raft.servers == snapshot.servers && bench.raft.serversIndex == 5)
        #expect(bench.raft.log.base == snapshot.last && bench.raft.lastLogIndex == 8)
        let next = Bench.append(term: 2, after: snapshot.last, terms: [2])
        bench.receive(next, from: 1)
        bench.restart()
        #expect(bench.raft.lastLogIndex == 9)
    }

    @Test func aSnapshotOfWhatIsCommittedAlreadyIsOnlyAcknowledged() {
        var bench = Bench()
        let terms = Array(repeating: UInt64(2), count: 9)
        bench.receive(Bench.append(term: 2, terms: terms, commitIndex: 9), from: 1)
        bench.sync()
        _ = bench.takeAll()
        _ = bench.raft.takeCommitted()
        let replies = bench.receive(.installSnapshot(term: 2, snapshot), from: 1)
        #expect(replies == [.appendReply(term: 2, .matched(8, commitIndex: 9))])
        #expect(bench.raft.takeCommitted().isEmpty)
        #expect(bench.raft.lastLogIndex == 10)
    }

    @Test func aSnapshotThatDoesNotFitIsRefused() {
        var bench = Bench()
        bench.receive(.heartbeat(term: 2, round: 0), from: 1)
        bench.sync()
        bench.system.isDiskFull = true
        _ = bench.takeAll()
        let replies = bench.receive(.installSnapshot(term: 2, snapshot), from: 1)
        #expect(replies == [.appendReply(term: 2, .refused)])
        #expect(bench.raft.commitIndex == 0)
    }

    @Test func aServerThatMissedTooMuchIsSentTheSnapshot() {
        var cluster = TestCluster(servers: 3, seed: 3) { number in
            var configuration = TestCluster.configuration(number)
            configuration.snapshotThreshold = 20
            configuration.trailingLogs = 5
            configuration.snapshotInterval = .seconds(1)
            return configuration
        }
        cluster.begin(voters: 3)
        let leader = cluster.runUntilLed() ?? 0
        let late = (leader + 1) % 3
        cluster.kill(late)
        for number in 0..<60 {
            cluster.propose("command \(number)")
            cluster.run(for: .milliseconds(100))
        }
        cluster.run(for: .seconds(3))
        cluster.start(late)
        cluster.run(for: .seconds(12))
        #expect(cluster.checker.restores > 0)
        #expect(cluster.servers[late].state == cluster.servers[leader].state)
        #expect(cluster.checker.violations == [])
    }

    // MARK: What a power cut leaves

    @Test func aLogWithAHoleEndsBeforeIt() {
        var bench = Bench()
        bench.receive(Bench.append(term: 1, terms: [1, 1, 1]), from: 1)
        bench.sync()
        let log = bench.raft.log.file
        bench.system.stores[log]?.remove(at: 2)
        bench.restart()
        #expect(bench.raft.lastLogIndex == 2)
        // What stood behind the hole must not come back with the next start.
        bench.receive(Bench.append(term: 2, terms: [1, 2]), from: 1)
        bench.restart()
        #expect(bench.raft.lastLogIndex == 3 && bench.raft.lastLogTerm == 2)
    }

    @Test(arguments: [[], [9, 9, 9], [0, 1, 255]] as [[UInt8]])
    func aRecordThatCannotBeReadEndsTheLog(junk: [UInt8]) {
        var bench = Bench()
        bench.receive(Bench.append(term: 1, terms: [1]), from: 1)
        bench.system.stores[bench.raft.log.file]?.append(junk)
        bench.system.stores[bench.raft.configuration.stores.ballot]?.append(contentsOf: [])
        bench.restart()
        #expect(bench.raft.lastLogIndex == 2)
        #expect(bench.system.stores[bench.raft.log.file]?.contains(junk) == false)
    }

    @Test func acknowledgesNothingBehindASnapshotThatAPowerCutCouldTake() {
        var bench = Bench()
        bench.receive(.installSnapshot(term: 2, snapshot), from: 1)
        bench.restart()
        let stores = bench.raft.configuration.stores
        let late = bench.system.pendingSyncs.filter { $0.file == stores.snapshot }
        bench.system.pendingSyncs.removeAll { $0.file == stores.snapshot }
        bench.sync()
        let next = Bench.append(term: 2, after: snapshot.last, terms: [2])
        bench.receive(next, from: 1)
        bench.sync()
        #expect(bench.takeAll().isEmpty)
        bench.system.pendingSyncs = late
        bench.sync()
        #expect(bench.takeAll() == [.appendReply(term: 2, .matched(9, commitIndex: 8))])
    }

    @Test func aLogOlderThanTheSnapshotBeginsAnewBehindIt() {
        var bench = Bench()
        bench.receive(.installSnapshot(term: 2, snapshot), from: 1)
        let old = bench.system.stores[bench.raft.log.file]
        bench.sync()
        bench.system.stores[bench.raft.log.file] = old
        bench.restart()
        #expect(bench.raft.log.base == snapshot.last && bench.raft.lastLogIndex == 8)
        #expect(bench.raft.commitIndex == 8)
    }
}
