import LabNetwork
import LabProgram

@testable import LabConsensus

/// Checks the properties that Raft guarantees (Raft, figure 3), after each event of a cluster.
struct InvariantChecker {
    struct Applied: Equatable {
        var term: UInt64
        var state: UInt64
    }

    struct Position: Hashable {
        var index: UInt64
        var term: UInt64
    }

    struct Read {
        var mustSee: UInt64
    }

    /// What is known of one server across its lives.
    struct Memory {
        /// Hash over the log up to each index; the term there.
        var prefixes: [(term: UInt64, hash: UInt64)] = []
        /// The latest term that the server told anybody.
        var toldTerm: UInt64 = 0
        /// The farthest place that it told a leader it holds.
        var promise: LogPosition?
        var commitIndex: UInt64 = 0
        var votes: [UInt64: ServerID] = [:]
        /// Since when messages from and to each server can't pass; none for those that can.
        var unreachedSince: [Int: Instant] = [:]
        /// Since when the same voters have been asked by this leader.
        var quorumSince = Instant.start
        var lastSeen: (last: LogPosition, base: LogPosition)?
    }

    private(set) var violations: [String] = []
    private var memories: [Int: Memory] = [:]
    private var leaders: [UInt64: Int] = [:]
    private var appendSenders: [UInt64: Int] = [:]
    private var prefixHashes: [Position: UInt64] = [:]
    private var applied: [UInt64: Applied] = [:]
    private var reads: [Int: [UInt64: Read]] = [:]
    private(set) var highestCommit: UInt64 = 0
    private(set) var elections = 0
    private(set) var restores = 0
    private(set) var overwrites = 0
    private(set) var verifiedReads = 0

    mutating func fail(_ text: String) {
        if violations.count < 200 { violations.append(text) }
    }

    // MARK: Inputs

    mutating func started(_ number: Int, _ server: TestServer) {
        var memory = memories[number] ?? Memory()
        memory.commitIndex = server.raft.commitIndex
        memory.prefixes = []
        memory.lastSeen = nil
        if server.raft.term < memory.toldTerm {
            fail("R6: server \(number) went back from term \(memory.toldTerm)")
        }
        if let promise = memory.promise, server.raft.log.base.index <= promise.index,
            server.raft.log.term(at: promise.index) != promise.term
        {
            fail("server \(number) lost entry \(promise.index) that it had acknowledged")
        }
        memories[number] = memory
    }

    mutating func happened(_ event: RaftEvent, on number: Int, _ cluster: borrowing TestCluster) {
        let raft = cluster.servers[number].raft
        switch event {
        case .configurationChanged: memories[number]?.quorumSince = cluster.now
        case .roleChanged(.leader, let term):
            memories[number]?.quorumSince = cluster.now
            elections += 1
            if let other = leaders[term], other != number {
                fail("R1: servers \(other) and \(number) both lead term \(term)")
            }
            leaders[term] = number
            checkCompleteness(of: raft, number)
        case .verified(let token, let isConfirmed):
            guard let read = reads[number]?.removeValue(forKey: token), isConfirmed else { return }
            verifiedReads += 1
            if raft.commitIndex < read.mustSee {
                fail("stale consistent read at server \(number)")
            }
        default: break
        }
    }

    mutating func beginRead(_ token: UInt64, at number: Int) {
        reads[number, default: [:]][token] = Read(mustSee: highestCommit)
    }

    /// Everything that was ever committed must be in a new leader's log or snapshot.
    private mutating func checkCompleteness(of raft: Raft, _ number: Int) {
        guard highestCommit > raft.log.base.index, let entry = applied[highestCommit]
        else { return }
        if raft.log.term(at: highestCommit) != entry.term {
            fail("R4: leader \(number) of term \(raft.term) lacks entry \(highestCommit)")
        }
    }

    mutating func applied(_ entry: CommittedEntry, on number: Int, _ server: TestServer) {
        if case .restore = entry.content { restores += 1 }
        let value = Applied(term: entry.term, state: server.state)
        if let known = applied[entry.index], known != value {
            fail("R5: server \(number) applied something else at \(entry.index)")
        }
        applied[entry.index] = value
        highestCommit = max(highestCommit, entry.index)
    }

    mutating func sent(_ envelope: RaftEnvelope, by number: Int, _ server: TestServer) {
        guard let message = try? RaftMessage(decoding: envelope.bytes) else {
            return fail("server \(number) sent what can't be read")
        }
        memories[number, default: Memory()].toldTerm = max(
            memories[number]?.toldTerm ?? 0, message.term)
        switch message {
        case .append(let request):
            if let other = appendSenders[request.term], other != number {
                fail("R2: servers \(other) and \(number) both append in term \(request.term)")
            }
            appendSenders[request.term] = number
        case .appendReply(_, .matched(let index, _)):
            promise(index, by: number, server)
        case .voteReply(let term, true):
            vote(for: envelope.to, in: term, by: number)
        case .requestVote(let term, _, _) where server.raft.ballot.vote == TestCluster.id(number):
            vote(for: TestCluster.id(number), in: term, by: number)
        default: break
        }
    }

    private mutating func promise(_ index: UInt64, by number: Int, _ server: TestServer) {
        guard let term = server.raft.log.term(at: index) else { return }
        let position = LogPosition(index: index, term: term)
        if index >= memories[number]?.promise?.index ?? 0 { memories[number]?.promise = position }
    }

    private mutating func vote(for candidate: ServerID, in term: UInt64, by number: Int) {
        if let other = memories[number]?.votes[term], other != candidate {
            fail("R7: server \(number) voted twice in term \(term)")
        }
        memories[number]?.votes[term] = candidate
    }

    // MARK: States

    mutating func checkServer(_ number: Int, _ server: TestServer) {
        let raft = server.raft
        var memory = memories[number] ?? Memory()
        if raft.commitIndex < memory.commitIndex {
            fail("R6: server \(number) went back from commit \(memory.commitIndex)")
        }
        memory.commitIndex = raft.commitIndex
        if memory.lastSeen?.last != raft.log.last || memory.lastSeen?.base != raft.log.base {
            memory.lastSeen = (raft.log.last, raft.log.base)
            checkLog(raft.log, number, &memory)
        }
        memories[number] = memory
    }

    /// Compares the part of the log that has changed with all logs seen before.
    private mutating func checkLog(_ log: RaftLog, _ number: Int, _ memory: inout Memory) {
        var agreed = min(Int(log.lastIndex), memory.prefixes.count)
        while agreed > 0, agreed >= Int(log.base.index),
            memory.prefixes[agreed - 1].term != log.term(at: UInt64(agreed))
        {
            agreed -= 1
        }
        if agreed < memory.prefixes.count {
            overwrites += 1
            if let promise = memory.promise, promise.index > UInt64(agreed) {
                memory.promise = nil
            }
        }
        if agreed < Int(log.base.index) {
            // The log went on behind a snapshot: what is before is known from others.
            memory.prefixes.removeLast(memory.prefixes.count - agreed)
            let position = Position(index: log.base.index, term: log.base.term)
            let hash = prefixHashes[position] ?? 0
            while memory.prefixes.count < Int(log.base.index) {
                memory.prefixes.append((log.base.term, hash))
            }
            agreed = Int(log.base.index)
        }
        memory.prefixes.removeLast(memory.prefixes.count - agreed)
        while memory.prefixes.count < Int(log.lastIndex) {
            let index = UInt64(memory.prefixes.count) + 1
            guard let entry = log[index] else { return fail("hole in the log at \(index)") }
            add(entry, at: index, number, &memory)
        }
    }

    private mutating func add(
        _ entry: LogEntry, at index: UInt64, _ number: Int, _ memory: inout Memory
    ) {
        let before = memory.prefixes.last?.hash ?? TestServer.emptyState
        let hash = TestServer.hash(entry.payload, onto: before &+ entry.term &* 31)
        memory.prefixes.append((entry.term, hash))
        let position = Position(index: index, term: entry.term)
        if let known = prefixHashes[position], known != hash {
            fail("R3: server \(number) has another log up to \(index)")
        }
        prefixHashes[position] = hash
    }

    // MARK: Lease

    mutating func connectivityChanged(_ cluster: borrowing TestCluster) {
        for number in cluster.servers.indices {
            for peer in cluster.servers.indices {
                let isReached = cluster.isReached(peer, by: number)
                if isReached {
                    memories[number]?.unreachedSince[peer] = nil
                } else if memories[number]?.unreachedSince[peer] == nil {
                    memories[number]?.unreachedSince[peer] = cluster.now
                }
            }
        }
    }

    /// R8: a leader that could not hear a quorum within the lease and one round trip has stopped.
    mutating func checkLeases(_ cluster: borrowing TestCluster) {
        for number in cluster.servers.indices {
            guard let memory = memories[number], !memory.unreachedSince.isEmpty,
                cluster.servers[number].isUp, cluster.servers[number].raft.role == .leader
            else { continue }
            let raft = cluster.servers[number].raft
            let limit = cluster.leaderLease + cluster.conditions.roundTrip
            var heard = 0
            for server in raft.servers.servers where server.isVoter {
                let since = memory.unreachedSince[TestCluster.number(of: server.id)]
                if let since, cluster.now - max(since, memory.quorumSince) > limit { continue }
                heard += 1
            }
            if heard < raft.servers.quorum {
                fail("R8: server \(number) leads at \(cluster.now.seconds) without a quorum")
            }
        }
    }
}
