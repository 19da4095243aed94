import LabConsensus
import LabMembership
import LabNetwork
import LabProgram

// What `/v1/agent/self` shows.
extension DiscoveryAgent {
    /// Everything that the agent tells about itself.
    func description(at now: Instant) -> AgentDescription {
        let own = lan?.member(named: identity.name)
        return AgentDescription(
            datacenter: identity.datacenter, nodeName: identity.name, nodeID: identity.idText,
            isServer: isServer,
            member: own.map { AgentMember($0) }
                ?? AgentMember(
                    name: identity.name, address: identity.address.description,
                    port: configuration.ports.serfLAN, tags: [], status: .none),
            statistics: statistics(at: now), meta: ownNode.meta)
    }

    private func statistics(at now: Instant) -> [AgentDescription.Section] {
        var sections = [
            AgentDescription.Section(
                "agent",
                [
                    ("checks", "\(local.registeredChecks.count)"),
                    ("services", "\(local.registeredServices.count)"),
                ]),
            AgentDescription.Section(
                "build",
                [("prerelease", ""), ("revision", ""), ("version", AgentDescription.version)]),
        ]
        if let raft {
            sections.append(serverStatistics(raft))
            sections.append(statistics(of: raft, at: now))
        } else {
            sections.append(
                AgentDescription.Section(
                    "consul",
                    [
                        ("acl", "disabled"), ("known_servers", "\(servers.servers.count)"),
                        ("server", "false"),
                    ]))
        }
        if let lan { sections.append(statistics(of: lan, named: "serf_lan")) }
        if let wan { sections.append(statistics(of: wan, named: "serf_wan")) }
        return sections
    }

    private func serverStatistics(_ raft: Raft) -> AgentDescription.Section {
        let leader = raft.leader.flatMap { raft.servers[$0]?.address.description } ?? ""
        return AgentDescription.Section(
            "consul",
            [
                ("acl", "disabled"), ("bootstrap", "\(configuration.isBootstrap)"),
                ("known_datacenters", "\(knownDatacenters.count)"),
                ("leader", "\(isLeader)"), ("leader_addr", leader), ("server", "true"),
            ])
    }

    private func statistics(of raft: Raft, at now: Instant) -> AgentDescription.Section {
        let contact = raft.lastContact(at: now).map { GoDuration.text(of: $0) } ?? "never"
        return AgentDescription.Section(
            "raft",
            [
                ("applied_index", "\(raft.lastApplied)"),
                ("commit_index", "\(raft.commitIndex)"),
                ("last_contact", isLeader ? "0" : contact),
                ("last_log_index", "\(raft.lastLogIndex)"),
                ("last_log_term", "\(raft.lastLogTerm)"),
                ("num_peers", "\(max(raft.servers.voterCount - 1, 0))"),
                ("protocol_version", "3"), ("state", raft.role.word), ("term", "\(raft.term)"),
            ])
    }

    private func statistics(
        of pool: Membership, named name: String
    ) -> AgentDescription.Section {
        AgentDescription.Section(
            name,
            [
                ("encrypted", "false"), ("failed", "\(pool.failedCount)"),
                ("health_score", "\(pool.healthScore)"), ("left", "\(pool.leftCount)"),
                ("member_time", "\(pool.memberTime)"), ("members", "\(pool.memberCount)"),
            ])
    }
}

extension AgentDescription.Section {
    fileprivate init(_ name: String, _ values: [(String, String)]) {
        self.init(name: name, values: values.map { CatalogPair($0.0, $0.1) })
    }
}
