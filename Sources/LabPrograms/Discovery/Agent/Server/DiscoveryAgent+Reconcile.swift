import LabConsensus
import LabMembership
import LabNetwork
import LabProgram

// What the leader carries from gossip into the catalog (spec 5.4; Consul's `leader.go`).
extension DiscoveryAgent {
    private static let aliveOutput = "Agent alive and reachable"
    private static let failedOutput = "Agent not live or unreachable"

    /// Compares every member with the catalog, and forgets nodes that no member is.
    mutating func reconcileAll(on system: inout some System) {
        guard let members = lan?.members else { return }
        var known = SortedTable<Bool>()
        for member in members {
            known[member.name.lowercased()] = true
            reconcile(member, on: &system)
        }
        var orphans: [String] = []
        for record in store.nodes
        where record.check(LocalState.leaderCheck) != nil
            && known[record.node.name.lowercased()] == nil
        {
            orphans.append(record.node.name)
        }
        for name in orphans { deregister(member: name, reason: "reaped", on: &system) }
    }

    /// Brings the catalog up to date with what gossip says about a member.
    mutating func reconcile(_ member: Member, on system: inout some System) {
        guard isEstablishedLeader else { return }
        switch member.status {
        case .alive: memberIsAlive(member, on: &system)
        case .failed: memberHasFailed(member, on: &system)
        case .left: memberHasLeft(member, on: &system)
        case .leaving: break
        }
    }

    private mutating func memberIsAlive(_ member: Member, on system: inout some System) {
        let server = server(member)
        if let server { join(server, on: &system) }
        let record = store.record(named: member.name)
        let service = server.map { consulService(of: $0, on: member) }
        if let record, record.node.address == member.address.description,
            record.node.id == member.tags["id"] ?? "",
            record.check(LocalState.leaderCheck)?.status == .passing
        {
            guard let service else { return }
            if let known = record.service(service.id), known.isSame(as: service) { return }
        }
        system.log(
            .info, "agent.server: member joined, marking health alive: member=\(member.name)")
        var registration = CatalogRegistration(node: node(of: member, known: record))
        registration.service = service
        registration.checks = [
            serfHealth(of: member, .passing, output: DiscoveryAgent.aliveOutput)
        ]
        _ = propose(.register(registration), for: .none, on: &system)
    }

    private mutating func memberHasFailed(_ member: Member, on system: inout some System) {
        guard let record = store.record(named: member.name) else {
            system.log(
                .info,
                "agent.server: ignoring failed event for member because it does not exist in the "
                    + "catalog: member=\(member.name)")
            return
        }
        // A node that took over the name of a failed one is not to be blamed.
        if let id = member.tags["id"], !record.node.id.isEmpty, record.node.id != id { return }
        if record.check(LocalState.leaderCheck)?.status == .critical { return }
        system.log(
            .info, "agent.server: member failed, marking health critical: member=\(member.name)")
        var registration = CatalogRegistration(node: node(of: member, known: record))
        registration.skipsNodeUpdate = true
        registration.checks = [
            serfHealth(of: member, .critical, output: DiscoveryAgent.failedOutput)
        ]
        _ = propose(.register(registration), for: .none, on: &system)
    }

    private mutating func memberHasLeft(_ member: Member, on system: inout some System) {
        // The leader's own entry is removed by the one who follows it.
        if member.name == identity.name { return }
        if let server = server(member) { removePeer(of: server, on: &system) }
        deregister(member: member.name, reason: "left", on: &system)
    }

    private mutating func deregister(
        member name: String, reason: String, on system: inout some System
    ) {
        guard name != identity.name, store.node(named: name) != nil else { return }
        system.log(
            .info, "agent.server: deregistering member: member=\(name) reason=\(reason)")
        _ = propose(
            .deregister(CatalogDeregistration(node: name)), for: .none, on: &system)
    }

    // MARK: - What is written

    /// The node as gossip knows it, with what its agent has written about it itself.
    private func node(of member: Member, known: NodeRecord?) -> CatalogNode {
        CatalogNode(
            id: member.tags["id"] ?? "", name: member.name,
            address: member.address.description,
            taggedAddresses: known?.node.taggedAddresses ?? [], meta: known?.node.meta ?? [])
    }

    private func serfHealth(
        of member: Member, _ status: HealthStatus, output: String
    ) -> CatalogCheck {
        CatalogCheck(
            node: member.name, id: LocalState.leaderCheck, name: "Serf Health Status",
            status: status, output: output)
    }

    /// The service that every server provides to the others.
    private func consulService(of server: DiscoveryServer, on member: Member) -> CatalogService {
        var service = CatalogService(
            node: member.name, id: LocalState.leaderService, name: LocalState.leaderService,
            port: server.endpoint.port)
        service.meta = [
            CatalogPair("non_voter", "false"), CatalogPair("raft_version", "3"),
            CatalogPair("serf_protocol_current", "2"), CatalogPair("serf_protocol_max", "5"),
            CatalogPair("serf_protocol_min", "1"),
            CatalogPair("version", AgentDescription.version),
        ]
        return service
    }

    // MARK: - The consensus' servers

    /// Adds a server that joined to the consensus, without a vote at first (spec 6.4).
    private mutating func join(_ server: DiscoveryServer, on system: inout some System) {
        guard server.id != identity.idText, let id = ServerID(server.id),
            let peers = raft?.servers.servers
        else { return }
        for peer in peers {
            if peer.id == id && peer.address == server.endpoint { return }
            guard peer.id == id || peer.address == server.endpoint else { continue }
            let what = peer.id == id ? "ID" : "address"
            system.log(
                .info,
                "agent.server: removing server with duplicate \(what): \(what.lowercased())="
                    + (peer.id == id ? "\(peer.id)" : "\(peer.address)"))
            changeServers(.remove(peer.id), on: &system)
        }
        changeServers(
            .add(RaftServer(id: id, address: server.endpoint, isVoter: false)), on: &system)
        cleanUpDeadServers(on: &system)
    }

    private mutating func removePeer(
        of server: DiscoveryServer, on system: inout some System
    ) {
        guard let id = ServerID(server.id), raft?.servers[id] != nil else { return }
        system.log(.info, "agent.server: removing server by ID: id=\(id)")
        changeServers(.remove(id), on: &system)
    }
}
