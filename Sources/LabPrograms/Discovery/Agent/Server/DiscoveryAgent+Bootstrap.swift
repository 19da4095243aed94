import LabConsensus
import LabNetwork
import LabProgram

extension DiscoveryAgent {
    /// How often servers are asked for their peers (Consul's `maxPeerRetries`).
    private static let peerAttempts = 6
    /// The pause before they are asked again; it doubles each time (Consul's `peerRetryBase`).
    private static let peerRetryBase = Interval.seconds(1)

    /// Looks whether as many servers are there as were expected for the first election.
    ///
    /// Consul calls this `maybeBootstrap`, at each server that joins.
    mutating func considerBootstrap(on system: inout some System) {
        let expect = configuration.bootstrapExpect
        guard isServer, expect > 1, !bootstrap.isOver, !bootstrap.isAsking else { return }
        if let raft, raft.lastLogIndex > 0 {
            bootstrap.isOver = true
            return
        }
        for server in servers.servers where server.id != identity.idText {
            if server.expect != 0, server.expect != expect {
                system.log(
                    .error,
                    "agent.server: Member has a conflicting expect value. All nodes should expect "
                        + "the same number.: member=\(server.name)")
                return
            }
            if server.isBootstrap {
                system.log(
                    .error,
                    "agent.server: Member has bootstrap mode. Expect disabled.: "
                        + "member=\(server.name)")
                return
            }
        }
        guard servers.servers.count >= expect else { return }
        let others = servers.servers.filter { $0.id != identity.idText }
        bootstrap.begin(others)
        askForPeers(on: &system)
    }

    /// Asks the other servers whether they have peers already; it is asked again later what is
    /// unanswered then.
    mutating func askForPeers(on system: inout some System) {
        guard bootstrap.isAsking, !bootstrap.isOver else { return }
        guard bootstrap.attempts < DiscoveryAgent.peerAttempts else {
            system.log(.error, "agent.server: Failed to confirm peer status, giving up")
            bootstrap.stop()
            return
        }
        for endpoint in bootstrap.unanswered {
            rpc.request(
                .raftPeers, of: endpoint, for: .bootstrap(endpoint), timeout: .seconds(10),
                on: &system)
        }
        let pause = DiscoveryAgent.peerRetryBase * (1 << bootstrap.attempts)
        bootstrap.attempts += 1
        _ = setTimer(.bootstrap, after: pause, on: &system)
    }

    /// Takes note of what a server said about its peers; once all have none, the consensus begins.
    mutating func peersAnswered(
        _ count: Int, by endpoint: Endpoint, on system: inout some System
    ) {
        guard bootstrap.isAsking, !bootstrap.isOver else { return }
        if count > 0 {
            system.log(
                .info,
                "agent.server: Existing Raft peers reported by server, disabling bootstrap mode: "
                    + "server=\(endpoint)")
            bootstrap.isOver = true
            bootstrap.stop()
            return
        }
        bootstrap.unanswered.removeAll { $0 == endpoint }
        guard bootstrap.unanswered.isEmpty else { return }
        let others = bootstrap.candidates
        bootstrap.stop()
        let peers = others.map(\.endpoint.description) + [ownEndpoint.description]
        system.log(
            .info,
            "agent.server: Found expected number of peers, attempting bootstrap: "
                + "peers=\(peers.joined(separator: ","))")
        bootstrapConsensus(with: others, on: &system)
    }

    /// Gives the consensus its first configuration: these servers and this one.
    mutating func bootstrapConsensus(
        with others: [DiscoveryServer], on system: inout some System
    ) {
        var members = [RaftServer(id: identity.id, address: ownEndpoint)]
        for server in others {
            guard let id = ServerID(server.id) else { continue }
            members.append(RaftServer(id: id, address: server.endpoint))
        }
        // Every server writes the same first entry, whoever of them is first.
        members.sort { $0.id < $1.id }
        do {
            try raft?.bootstrap(servers: members, on: &system)
        } catch {
            system.log(.error, "agent.server: failed to bootstrap cluster: \(error)")
        }
        bootstrap.isOver = true
        consensusIsDirty = true
    }

    /// Where this server takes part in the consensus.
    var ownEndpoint: Endpoint { Endpoint(identity.address, configuration.ports.server) }
}
