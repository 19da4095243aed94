import LabConsensus
import LabMembership
import LabNetwork
import LabProgram

// How the leader looks after the servers (spec 6.4 and 6.7; Consul's `autopilot`).
extension DiscoveryAgent {
    /// How often the leader looks at the servers (Consul's `AutopilotInterval`).
    static let autopilotInterval = Interval.seconds(10)

    mutating func autopilotTimer(on system: inout some System) {
        guard isEstablishedLeader else { return }
        scheduleAutopilot(on: &system)
        lookAtServers(now: system.now)
        cleanUpDeadServers(on: &system)
        promoteStableServers(on: &system)
    }

    mutating func scheduleAutopilot(on system: inout some System) {
        let timer = setTimer(.autopilot, after: DiscoveryAgent.autopilotInterval, on: &system)
        leadership?.autopilotTimer = timer
    }

    private mutating func lookAtServers(now: Instant) {
        guard let peers = raft?.servers.servers else { return }
        leadership?.health.keep(only: peers)
        for peer in peers {
            let isHealthy = isHealthy(peer.id, at: now)
            leadership?.health.note(peer.id, isHealthy: isHealthy, at: now)
        }
    }

    /// Whether a server is alive, hears the leader and is not far behind.
    func isHealthy(_ id: ServerID, at now: Instant) -> Bool {
        guard id != identity.id else { return true }
        guard let raft, servers.server(id: id.description) != nil,
            let contact = raft.lastContact(of: id, at: now), contact <= contactLimit
        else { return false }
        let behind = raft.lastLogIndex - min(raft.matchIndex(of: id) ?? 0, raft.lastLogIndex)
        return behind <= autopilot.trailingLogsLimit
    }

    /// How long a healthy server may not have been heard of.
    ///
    /// Consul's leader repeats its last entries every 50 ms and so can ask for 200 ms; here idle
    /// servers hear a heartbeat alone.
    private var contactLimit: Interval {
        let heartbeat = raft?.configuration.heartbeatInterval ?? .zero
        return max(autopilot.lastContactThreshold, heartbeat * 3)
    }

    private mutating func promoteStableServers(on system: inout some System) {
        guard let peers = raft?.servers.servers else { return }
        for peer in peers where !peer.isVoter {
            guard let health = leadership?.health[peer.id], health.isHealthy,
                system.now - health.since >= autopilot.serverStabilizationTime
            else { continue }
            system.log(
                .info,
                "agent.server.autopilot: Promoting server: id=\(peer.id) address=\(peer.address)")
            changeServers(.promote(peer.id), on: &system)
        }
    }

    /// Removes servers that are dead, as long as a majority of the votes is alive.
    mutating func cleanUpDeadServers(on system: inout some System) {
        guard isEstablishedLeader, autopilot.cleanupDeadServers,
            let peers = raft?.servers, let members = lan?.members
        else { return }
        var deadVoters: [(peer: RaftServer, name: String?)] = []
        for peer in peers.servers where peer.id != identity.id {
            let member = members.first { server($0)?.id == peer.id.description }
            if let member, member.status != .failed { continue }
            if peer.isVoter {
                deadVoters.append((peer, member?.name))
            } else {
                removeDeadServer(peer, name: member?.name, on: &system)
            }
        }
        guard !deadVoters.isEmpty else { return }
        guard autopilot.mayRemove(deadVoters.count, ofVoters: peers.voterCount) else {
            system.log(
                .debug,
                "agent.server.autopilot: Failed to remove dead servers: too many dead servers")
            return
        }
        for (peer, name) in deadVoters { removeDeadServer(peer, name: name, on: &system) }
    }

    private mutating func removeDeadServer(
        _ peer: RaftServer, name: String?, on system: inout some System
    ) {
        guard let name else {
            system.log(
                .info,
                "agent.server.autopilot: Attempting removal of stale raft server: id=\(peer.id)")
            changeServers(.remove(peer.id), on: &system)
            return
        }
        system.log(
            .info,
            "agent.server.autopilot: Attempting removal of failed server node: name=\(name)")
        _ = lan?.forceLeave(name, on: &system)
        _ = wan?.forceLeave("\(name).\(identity.datacenter)", on: &system)
        gossipIsDirty = true
    }

    // MARK: - Changes, one at a time

    /// Wants a change of the consensus' servers; it waits until those before it are committed.
    mutating func changeServers(_ change: ServerChange, on system: inout some System) {
        guard leadership != nil, !serverChanges.contains(change) else { return }
        serverChanges.append(change)
        continueServerChanges(on: &system)
    }

    /// Begins the next change, if none is under way.
    mutating func continueServerChanges(on system: inout some System) {
        guard isEstablishedLeader else {
            serverChanges = []
            return
        }
        while let change = serverChanges.first {
            consensusIsDirty = true
            do {
                switch change {
                case .add(let server): _ = try raft?.addServer(server, on: &system)
                case .promote(let id): _ = try raft?.promoteServer(id, on: &system)
                case .remove(let id): _ = try raft?.removeServer(id, on: &system)
                }
                serverChanges.removeFirst()
            } catch RaftRefusal.changeInProgress {
                return
            } catch {
                serverChanges.removeFirst()
            }
        }
    }
}
