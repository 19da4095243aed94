import LabNetwork
import LabProgram

extension Raft {
    /// Reads what the stores hold and begins as a follower.
    public mutating func start(on system: inout some System) {
        clock = system.now
        loadBallot(on: &system)
        loadSnapshot(on: &system)
        log.load(on: &system)
        let position = snapshot?.last ?? .beginning
        if log.term(at: position.index) != position.term {
            log.restart(behind: position, on: &system)
        }
        (servers, serversIndex) = latestServers(through: log.lastIndex)
        report(
            .info, "initial configuration: index=\(serversIndex) servers=\(serversText)",
            on: &system)
        enterFollower(on: &system)
    }

    private mutating func loadBallot(on system: inout some System) {
        guard let record = system.records(of: ballotStore.file).last,
            let ballot = try? Ballot(decoding: record)
        else { return }
        self.ballot = ballot
        ballotStore.countWrite()
        ballotStore.sync(on: &system)
    }

    private mutating func loadSnapshot(on system: inout some System) {
        guard let record = system.records(of: snapshotStore.file).last else { return }
        var reader = ByteReader(record)
        guard let snapshot = try? Snapshot(reading: &reader) else { return }
        self.snapshot = snapshot
        snapshotStore.countWrite()
        snapshotStore.sync(on: &system)
        restore(snapshot)
    }

    /// Gives the empty log of a new cluster its first configuration, in term 1.
    ///
    /// Each server of a new cluster may be given the same one.
    ///
    /// - Throws: `RaftRefusal.notEmpty`, `.noVoterLeft` or `.diskFull`.
    public mutating func bootstrap(
        servers: [RaftServer], on system: inout some System
    ) throws(RaftRefusal) {
        clock = system.now
        guard !hasState else { throw .notEmpty }
        let first = ClusterConfiguration(servers: servers)
        guard first.voterCount > 0 else { throw .noVoterLeft }
        guard save(Ballot(term: 1), on: &system) else { throw .diskFull }
        let entry = LogEntry(term: 1, kind: .configuration, payload: first.encoded)
        do { try log.append(entry, on: &system) } catch { throw .diskFull }
        log.sync(on: &system)
        adoptServers(first, index: 1)
    }

    /// How hashicorp/raft prints the servers of a configuration.
    var serversText: String {
        if servers.servers.isEmpty { return "[]" }
        let texts = servers.servers.map { server in
            let suffrage = server.isVoter ? "Voter" : "Nonvoter"
            return "{Suffrage:\(suffrage) ID:\(server.id) Address:\(server.address)}"
        }
        return "\"[\(texts.joined(separator: " "))]\""
    }
}
