import LabNetwork
import LabProgram
import LabTestSupport

@testable import LabConsensus

/// One server alone on a `RecordingSystem`; the test plays the others, the clock and the disk.
struct Bench {
    var raft: Raft
    var system: RecordingSystem

    /// Makes server 0 of a number of voters, started and bootstrapped.
    init(
        voters: Int = 3, isDiskFast: Bool = true, seed: UInt64 = 1,
        _ adjust: (inout RaftConfiguration) -> Void = { _ in }
    ) {
        var configuration = TestCluster.configuration(0)
        adjust(&configuration)
        raft = Raft(configuration: configuration)
        system = RecordingSystem(seed: seed)
        raft.start(on: &system)
        if voters > 0 {
            try? raft.bootstrap(
                servers: (0..<voters).map { TestCluster.server($0) }, on: &system)
        }
        if isDiskFast { sync() }
        _ = takeAll()
    }

    /// Makes the same server anew on the same stores.
    mutating func restart() {
        raft = Raft(configuration: raft.configuration)
        system.timers = []
        system.pendingSyncs = []
        raft.start(on: &system)
    }

    /// Answers all syncs, and those that follow from them.
    mutating func sync() {
        while !system.pendingSyncs.isEmpty {
            let next = system.pendingSyncs.removeFirst()
            _ = raft.handle(.synced(next.file, token: next.token), on: &system)
        }
    }

    /// Lets the next timer run out.
    mutating func runTimer() {
        if let token = system.popTimer() { _ = raft.handle(.timer(token), on: &system) }
    }

    mutating func run(for interval: Interval) {
        let end = system.now + interval
        while let next = system.timers.map(\.at).min(), next <= end { runTimer() }
        system.now = end
    }

    @discardableResult
    mutating func receive(_ message: RaftMessage, from number: Int) -> [RaftMessage] {
        raft.receive(message.encoded, from: TestCluster.id(number), on: &system)
        return takeAll()
    }

    mutating func takeAll() -> [RaftMessage] {
        raft.takeMessages().compactMap { try? RaftMessage(decoding: $0.bytes) }
    }

    /// Messages for one server.
    mutating func take(for number: Int) -> [RaftMessage] {
        raft.takeMessages().filter { $0.to == TestCluster.id(number) }
            .compactMap { try? RaftMessage(decoding: $0.bytes) }
    }

    /// Has the server win an election with the vote of server 1.
    mutating func lead() {
        while raft.role != .candidate { runTimer() }
        sync()
        receive(.voteReply(term: raft.term, isGranted: true), from: 1)
        _ = takeAll()
    }

    /// Has the server lead, and server 1 hold all it has.
    mutating func establish() {
        lead()
        sync()
        acknowledge(from: 1)
    }

    mutating func acknowledge(from number: Int) {
        let reply = AppendOutcome.matched(raft.lastLogIndex, commitIndex: raft.commitIndex)
        receive(.appendReply(term: raft.term, reply), from: number)
    }

    /// An append of commands that follow on the bootstrap entry, from the leader of a term.
    static func append(
        term: UInt64, after previous: LogPosition = LogPosition(index: 1, term: 1),
        terms: [UInt64], commitIndex: UInt64 = 0
    ) -> RaftMessage {
        .append(
            AppendRequest(
                term: term, previous: previous, commitIndex: commitIndex,
                entries: terms.map { LogEntry(term: $0, kind: .command, payload: [1]) }))
    }
}
