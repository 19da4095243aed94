import LabProgram

extension RaftMessage {
    private enum Mark {
        static let heartbeat: UInt8 = 1
        static let heartbeatReply: UInt8 = 2
        static let append: UInt8 = 3
        static let matched: UInt8 = 4
        static let conflict: UInt8 = 5
        static let refused: UInt8 = 6
        static let stale: UInt8 = 7
        static let requestVote: UInt8 = 8
        static let transferVote: UInt8 = 9
        static let voteGranted: UInt8 = 10
        static let voteDenied: UInt8 = 11
        static let installSnapshot: UInt8 = 12
        static let timeoutNow: UInt8 = 13
    }

    /// The bytes that go out.
    var encoded: [UInt8] {
        switch self {
        case .heartbeat(let term, let round): numbers(Mark.heartbeat, term, round)
        case .heartbeatReply(let term, let round): numbers(Mark.heartbeatReply, term, round)
        case .append(let request): request.encoded(mark: Mark.append)
        case .appendReply(let term, .matched(let index, let commitIndex)):
            numbers(Mark.matched, term, index, commitIndex)
        case .appendReply(let term, .conflict(let index, let hint)):
            numbers(Mark.conflict, term, index, hint)
        case .appendReply(let term, .refused): numbers(Mark.refused, term)
        case .appendReply(let term, .stale): numbers(Mark.stale, term)
        case .requestVote(let term, let last, let isTransfer):
            numbers(isTransfer ? Mark.transferVote : Mark.requestVote, term, last.index, last.term)
        case .voteReply(let term, let isGranted):
            numbers(isGranted ? Mark.voteGranted : Mark.voteDenied, term)
        case .installSnapshot(let term, let snapshot):
            snapshotBytes(term, snapshot)
        case .timeoutNow(let term): numbers(Mark.timeoutNow, term)
        }
    }

    private func numbers(
        _ mark: UInt8, _ first: UInt64, _ second: UInt64? = nil, _ third: UInt64? = nil
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: 16)
        writer.byte(mark)
        writer.number(first)
        if let second { writer.number(second) }
        if let third { writer.number(third) }
        return writer.bytes
    }

    private func snapshotBytes(_ term: UInt64, _ snapshot: Snapshot) -> [UInt8] {
        var writer = ByteWriter(capacity: snapshot.state.count + 128)
        writer.byte(Mark.installSnapshot)
        writer.number(term)
        snapshot.write(to: &writer)
        return writer.bytes
    }

    /// Reads bytes that may be anything.
    init(decoding bytes: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        let mark = try reader.byte()
        let term = try reader.place()
        switch mark {
        case Mark.heartbeat: self = .heartbeat(term: term, round: try reader.number())
        case Mark.heartbeatReply: self = .heartbeatReply(term: term, round: try reader.number())
        case Mark.append: self = .append(try AppendRequest(term: term, reading: &reader))
        case Mark.matched, Mark.conflict, Mark.refused, Mark.stale:
            self = .appendReply(
                term: term, try RaftMessage.outcome(mark: mark, reading: &reader))
        case Mark.requestVote, Mark.transferVote:
            let index = try reader.place()
            let last = LogPosition(index: index, term: try reader.place())
            self = .requestVote(term: term, last: last, isTransfer: mark == Mark.transferVote)
        case Mark.voteGranted: self = .voteReply(term: term, isGranted: true)
        case Mark.voteDenied: self = .voteReply(term: term, isGranted: false)
        case Mark.installSnapshot:
            self = .installSnapshot(term: term, try Snapshot(reading: &reader))
        case Mark.timeoutNow: self = .timeoutNow(term: term)
        default: throw ByteReader.Malformed()
        }
    }

    private static func outcome(
        mark: UInt8, reading reader: inout ByteReader
    ) throws(ByteReader.Malformed) -> AppendOutcome {
        switch mark {
        case Mark.matched:
            let index = try reader.place()
            return .matched(index, commitIndex: try reader.place())
        case Mark.conflict:
            let index = try reader.place()
            return .conflict(at: index, hint: try reader.place())
        case Mark.refused: return .refused
        default: return .stale
        }
    }
}

extension AppendRequest {
    fileprivate func encoded(mark: UInt8) -> [UInt8] {
        var size = 32
        for entry in entries { size += entry.payload.count + 8 }
        var writer = ByteWriter(capacity: size)
        writer.byte(mark)
        writer.number(term)
        writer.number(previous.index)
        writer.number(previous.term)
        writer.number(commitIndex)
        writer.number(UInt64(entries.count))
        for entry in entries { entry.write(to: &writer) }
        return writer.bytes
    }

    fileprivate init(term: UInt64, reading reader: inout ByteReader) throws(ByteReader.Malformed) {
        self.term = term
        let index = try reader.place()
        previous = LogPosition(index: index, term: try reader.place())
        commitIndex = try reader.place()
        let count = try reader.count()
        entries = []
        // An entry has at least three bytes, so the count can't make this reserve too much.
        entries.reserveCapacity(min(count, reader.remaining / 3))
        for _ in 0..<count { entries.append(try LogEntry(reading: &reader)) }
    }
}
