import LabProgram
import LabTestSupport
import Testing

@testable import LabConsensus

@Suite struct MessageTests {
    static let snapshot = Snapshot(
        last: LogPosition(index: 300, term: 2),
        servers: ClusterConfiguration(servers: [
            TestCluster.server(0), TestCluster.server(1, isVoter: false),
        ]), serversIndex: 1, state: [1, 2, 3])

    static let messages: [RaftMessage] = [
        .heartbeat(term: 1, round: 200),
        .heartbeatReply(term: 300, round: 0),
        .append(
            AppendRequest(
                term: 3, previous: LogPosition(index: 7, term: 2), commitIndex: 6,
                entries: [
                    LogEntry(term: 2, kind: .command, payload: [1, 2]),
                    LogEntry(term: 3, kind: .barrier, payload: []),
                    LogEntry(term: 3, kind: .configuration, payload: snapshot.servers.encoded),
                ])),
        .appendReply(term: 1, .matched(5, commitIndex: 4)),
        .appendReply(term: 1, .conflict(at: 5, hint: 3)),
        .appendReply(term: 1, .refused),
        .appendReply(term: 1, .stale),
        .requestVote(term: 9, last: LogPosition(index: 5, term: 4), isTransfer: false),
        .requestVote(term: 9, last: LogPosition(index: 5, term: 4), isTransfer: true),
        .voteReply(term: 9, isGranted: true),
        .voteReply(term: 9, isGranted: false),
        .installSnapshot(term: 5, snapshot),
        .timeoutNow(term: 5),
    ]

    @Test(arguments: messages)
    func arriveAsTheyWereSent(message: RaftMessage) throws {
        #expect(try RaftMessage(decoding: message.encoded) == message)
    }

    @Test(arguments: messages)
    func areMalformedWhenCutShort(message: RaftMessage) {
        let bytes = message.encoded
        for length in 0..<bytes.count {
            #expect(throws: ByteReader.Malformed.self) {
                try RaftMessage(decoding: Array(bytes[..<length]))
            }
        }
    }

    @Test func aHeartbeatIsThreeBytes() {
        #expect(RaftMessage.heartbeat(term: 12, round: 3).encoded.count == 3)
    }

    @Test func aTermOutOfReachIsMalformed() {
        #expect(throws: ByteReader.Malformed.self) {
            try RaftMessage(decoding: RaftMessage.timeoutNow(term: 1 << 62).encoded)
        }
    }
}
