import LabConsensus
import LabNetwork
import LabProgram

// Requests about the servers themselves (spec 4.11).
extension DiscoveryAgent {
    /// Answers a request about the cluster, or has the leader answer it.
    mutating func serve(
        _ endpoint: ClusterEndpoint, _ open: OpenRequest, on system: inout some System
    ) {
        let style = APICall(open.request, settings: settings).style
        switch endpoint {
        case .leader:
            let address = raft?.leader.flatMap { raft?.servers[$0]?.address.description } ?? ""
            answer(ClusterResponses.leader(address, style: style), to: open.origin, on: &system)
        case .peers:
            let peers = (raft?.servers.servers ?? []).map(\.address.description)
            answer(ClusterResponses.list(peers, style: style), to: open.origin, on: &system)
        case .datacenters:
            let others = knownDatacenters.filter { $0 != identity.datacenter }
            let names = [identity.datacenter] + others
            answer(ClusterResponses.list(names, style: style), to: open.origin, on: &system)
        case .raftConfiguration(.stale):
            answer(raftConfiguration(style), to: open.origin, on: &system)
        case .raftConfiguration, .removePeer, .autopilotHealth, .autopilotConfiguration,
            .setAutopilotConfiguration:
            guard isLeader else { return relayToLeader(open, on: &system) }
            answer(
                asLeader(endpoint, style: style, on: &system), to: open.origin, on: &system)
        }
    }

    private mutating func asLeader(
        _ endpoint: ClusterEndpoint, style: JSONStyle, on system: inout some System
    ) -> HTTPResponse {
        switch endpoint {
        case .raftConfiguration: return raftConfiguration(style)
        case .removePeer(let address, let id): return removePeer(address, id, on: &system)
        case .autopilotHealth: return autopilotHealth(style, on: &system)
        case .autopilotConfiguration:
            return ClusterResponses.autopilotConfiguration(autopilotView, style: style)
        case .setAutopilotConfiguration(let change, let compareIndex):
            guard compareIndex == nil || compareIndex == autopilotIndex else {
                return ClusterResponses.bool(false, style: style)
            }
            adopt(change)
            return ClusterResponses.bool(true, style: style)
        case .leader, .peers, .datacenters: return .empty(404)
        }
    }

    private func raftConfiguration(_ style: JSONStyle) -> HTTPResponse {
        let views = (raft?.servers.servers ?? []).map { server in
            RaftServerView(
                id: server.id.description, node: nodeName(of: server.id),
                address: server.address.description, isLeader: raft?.leader == server.id,
                isVoter: server.isVoter)
        }
        return ClusterResponses.raftConfiguration(
            views, index: raft?.serversIndex ?? 0, style: style)
    }

    private func nodeName(of id: ServerID) -> String {
        id == identity.id ? identity.name : servers.server(id: id.description)?.name ?? "(unknown)"
    }

    private mutating func removePeer(
        _ address: String, _ id: String, on system: inout some System
    ) -> HTTPResponse {
        let peers = raft?.servers.servers ?? []
        guard
            let peer = peers.first(where: {
                id.isEmpty ? $0.address.description == address : $0.id.description == id
            })
        else {
            let what = id.isEmpty ? "address \"\(address)\"" : "id \"\(id)\""
            return .plain(500, "\(what) was not found in the Raft configuration")
        }
        changeServers(.remove(peer.id), on: &system)
        return .empty()
    }

    // MARK: - Autopilot

    private func autopilotHealth(
        _ style: JSONStyle, on system: inout some System
    ) -> HTTPResponse {
        let peers = raft?.servers
        var healthyVoters = 0
        var views: [ServerHealthView] = []
        for peer in peers?.servers ?? [] {
            let isHealthy = isHealthy(peer.id, at: system.now)
            if isHealthy, peer.isVoter { healthyVoters += 1 }
            let name = nodeName(of: peer.id)
            let status = lan?.member(named: name)?.status.rawValue ?? 0
            let age = leadership?.health[peer.id].map { system.now - $0.since } ?? .zero
            let isOwn = peer.id == identity.id
            views.append(
                ServerHealthView(
                    id: peer.id.description, name: name, address: peer.address.description,
                    status: AgentMember.Status(rawValue: Int(status)) ?? .none,
                    isLeader: raft?.leader == peer.id, isVoter: peer.isVoter,
                    isHealthy: isHealthy,
                    lastContact: isOwn
                        ? .zero : raft?.lastContact(of: peer.id, at: system.now) ?? .zero,
                    lastTerm: raft?.lastLogTerm ?? 0,
                    lastIndex: isOwn
                        ? raft?.lastLogIndex ?? 0 : raft?.matchIndex(of: peer.id) ?? 0,
                    stableSince: CalendarTime.text(
                        of: WallTime(
                            nanoseconds: system.wallTime.nanoseconds - age.nanoseconds))))
        }
        return ClusterResponses.autopilotHealth(
            views, failureTolerance: max(healthyVoters - (peers?.quorum ?? 1), 0), style: style)
    }

    private var autopilotView: AutopilotView {
        AutopilotView(
            cleansUpDeadServers: autopilot.cleanupDeadServers,
            lastContactThreshold: autopilot.lastContactThreshold,
            trailingLogsLimit: autopilot.trailingLogsLimit,
            minimumQuorum: autopilot.minimumQuorum,
            serverStabilizationTime: autopilot.serverStabilizationTime, index: autopilotIndex)
    }

    /// Takes a new configuration over; what it does not name gets Consul's default.
    private mutating func adopt(_ change: AutopilotChange) {
        var next = AutopilotConfiguration()
        if let value = change.cleansUpDeadServers { next.cleanupDeadServers = value }
        if let value = change.lastContactThreshold { next.lastContactThreshold = value }
        if let value = change.trailingLogsLimit { next.trailingLogsLimit = value }
        if let value = change.minimumQuorum { next.minimumQuorum = value }
        if let value = change.serverStabilizationTime { next.serverStabilizationTime = value }
        autopilot = next
        autopilotIndex = max(autopilotIndex + 1, raft?.commitIndex ?? 0)
    }
}
