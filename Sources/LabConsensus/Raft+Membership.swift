import LabNetwork
import LabProgram

extension Raft {
    /// The last configuration that the log or the snapshot holds up to an index.
    func latestServers(
        through index: UInt64
    ) -> (servers: ClusterConfiguration, index: UInt64) {
        var index = min(index, log.lastIndex)
        while let entry = log[index] {
            if entry.kind == .configuration,
                let servers = try? ClusterConfiguration(decoding: entry.payload)
            {
                return (servers, index)
            }
            index -= 1
        }
        return (snapshot?.servers ?? ClusterConfiguration(), snapshot?.serversIndex ?? 0)
    }

    /// Puts a configuration in force (Raft §6: as soon as it is in the log).
    mutating func adoptServers(_ newServers: ClusterConfiguration, index: UInt64) {
        guard index != serversIndex || servers != newServers else { return }
        servers = newServers
        serversIndex = index
        events.append(.configurationChanged(index: index))
    }

    /// Adds a server, or changes the address or the suffrage of one.
    ///
    /// - Returns: the index of the configuration's entry; the change is done once it comes back
    ///   through `takeCommitted`.
    /// - Throws: why the change was not begun.
    public mutating func addServer(
        _ server: RaftServer, on system: inout some System
    ) throws(RaftRefusal) -> UInt64 {
        var changed = servers
        if let place = changed.servers.firstIndex(where: { $0.id == server.id }) {
            changed.servers[place] = server
        } else {
            changed.servers.append(server)
        }
        return try change(to: changed, on: &system)
    }

    /// Makes a voter of a non-voter.
    ///
    /// - Returns: the index of the configuration's entry.
    /// - Throws: why the change was not begun.
    public mutating func promoteServer(
        _ id: ServerID, on system: inout some System
    ) throws(RaftRefusal) -> UInt64 {
        guard var server = servers[id] else { throw .unknownServer }
        server.isVoter = true
        return try addServer(server, on: &system)
    }

    /// Removes a server; a leader that removes itself leads until that is committed.
    ///
    /// - Returns: the index of the configuration's entry.
    /// - Throws: why the change was not begun.
    public mutating func removeServer(
        _ id: ServerID, on system: inout some System
    ) throws(RaftRefusal) -> UInt64 {
        guard servers[id] != nil else { throw .unknownServer }
        var changed = servers
        changed.servers.removeAll { $0.id == id }
        return try change(to: changed, on: &system)
    }

    /// Begins one change; the next must wait until it is committed (Raft thesis §4.1), and the first
    /// one until an entry of this leader's term is.
    private mutating func change(
        to changed: ClusterConfiguration, on system: inout some System
    ) throws(RaftRefusal) -> UInt64 {
        clock = system.now
        guard role == .leader else { throw .notLeader }
        guard changed != servers else { throw .noChange }
        guard changed.voterCount > 0 else { throw .noVoterLeft }
        guard isEstablished, serversIndex <= commitIndex else { throw .changeInProgress }
        let entry = LogEntry(term: term, kind: .configuration, payload: changed.encoded)
        guard let index = appendEntry(entry, on: &system) else { throw .diskFull }
        adoptServers(changed, index: index)
        report(
            .info, "updating configuration: index=\(index) servers=\(serversText)", on: &system)
        updateFollowers(on: &system)
        return index
    }

    /// Hands leadership to the voter that is up to date, without waiting for timeouts (Raft thesis
    /// §3.10).
    ///
    /// - Throws: why that was not begun.
    public mutating func transferLeadership(on system: inout some System) throws(RaftRefusal) {
        clock = system.now
        guard role == .leader else { throw .notLeader }
        let successor = followers.first { follower in
            follower.isVoter && follower.failures == 0 && follower.matchIndex == log.lastIndex
        }
        guard let successor else { throw .noSuccessor }
        send(.timeoutNow(term: term), to: successor.id)
    }

    // MARK: Followers

    /// Begins to replicate to servers that are new, and gets ready to stop with those that are gone.
    mutating func updateFollowers(on system: inout some System) {
        for server in servers.servers where server.id != id {
            if let place = followers.firstIndex(where: { $0.id == server.id }) {
                followers[place].isVoter = server.isVoter
                followers[place].removedAt = nil
            } else {
                addFollower(server, on: &system)
            }
        }
        for place in followers.indices where servers[followers[place].id] == nil {
            followers[place].isVoter = false
            if followers[place].removedAt == nil { followers[place].removedAt = serversIndex }
        }
        watchLease(on: &system)
    }

    private mutating func addFollower(_ server: RaftServer, on system: inout some System) {
        report(.info, "added peer, starting replication: peer=\(server.id)", on: &system)
        followerCount += 1
        followers.append(
            Follower(server, number: followerCount, nextIndex: log.lastIndex + 1, at: clock))
        setHeartbeatTimer(forFollowerAt: followers.count - 1, on: &system)
        isReplicationWanted = true
    }

    /// Whether a follower that was removed has been told so, as far as that can be waited for.
    func isGone(_ follower: Follower) -> Bool {
        guard let removedAt = follower.removedAt else { return false }
        return follower.matchIndex >= removedAt || commitIndex >= removedAt
    }

    /// Stops replicating to a server that was removed.
    mutating func forgetFollower(at place: Int, on system: inout some System) {
        report(
            .info,
            "removed peer, stopping replication: peer=\(followers[place].id) "
                + "last-index=\(followers[place].matchIndex)",
            on: &system)
        cancel(&followers[place].timer, on: &system)
        followers.remove(at: place)
    }
}
