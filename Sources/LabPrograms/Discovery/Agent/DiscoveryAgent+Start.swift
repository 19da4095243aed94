import LabConsensus
import LabMembership
import LabNetwork
import LabProgram

extension DiscoveryAgent {
    /// Begins to run: opens the ports, joins, registers what the configuration and the data folder
    /// hold.
    mutating func start(on system: inout some System) {
        identity = AgentIdentity(configuration: configuration, file: File.nodeID, on: &system)
        phase = .running
        let peer = RPCPeer(
            id: identity.id, endpoint: Endpoint(identity.address, configuration.ports.server))
        rpc.start(as: peer, isServer: isServer, on: &system)
        if isServer { startConsensus(on: &system) }
        openInterfaces(on: &system)
        restoreRegistrations(on: &system)
        startGossip(on: &system)
        system.log(.info, "agent: started state syncer")
        beginFullRun(on: &system)
        _ = setTimer(.reaper, after: DiscoveryAgent.reapInterval, on: &system)
    }

    private mutating func openInterfaces(on system: inout some System) {
        let ports = configuration.ports
        do {
            try system.openDatagrams(port: ports.dns)
            system.log(
                .info, "agent: Started DNS server: address=0.0.0.0:\(ports.dns) network=udp")
            try system.listen(port: ports.dns)
            system.log(
                .info, "agent: Started DNS server: address=0.0.0.0:\(ports.dns) network=tcp")
            try system.serveHTTP(port: ports.http)
            system.log(
                .info, "agent: Started HTTP server: address=[::]:\(ports.http) network=tcp")
        } catch {
            system.log(.error, "agent: error starting agent: \(error)")
        }
    }

    private mutating func startConsensus(on system: inout some System) {
        let expect = configuration.bootstrapExpect
        if expect > 0 {
            system.log(.warning, "agent: bootstrap_expect > 0: expecting \(expect) servers")
        }
        var raft = Raft(
            configuration: RaftConfiguration(
                id: identity.id,
                address: Endpoint(identity.address, configuration.ports.server),
                multiplier: configuration.raftMultiplier,
                stores: RaftConfiguration.Stores(
                    log: File.raftLog, ballot: File.raftBallot, snapshot: File.raftSnapshot),
                scope: Scope.raft))
        raft.start(on: &system)
        let isFresh = raft.lastLogIndex == 0 && raft.servers.servers.isEmpty
        self.raft = raft
        bootstrap.isOver = !isFresh
        if isFresh, configuration.isBootstrap || expect == 1 {
            bootstrapConsensus(with: [], on: &system)
        }
        consensusIsDirty = true
    }

    private mutating func startGossip(on system: inout some System) {
        let prefix = isServer ? "agent.server" : "agent.client"
        var lanConfiguration = DiscoveryAgent.timing(of: configuration.gossip)
        lanConfiguration.port = configuration.ports.serfLAN
        lanConfiguration.lifeguard = configuration.usesLifeguard
        lanConfiguration.mergeRule = .datacenter(configuration.datacenter)
        lanConfiguration.snapshot = File.lanSnapshot
        lanConfiguration.rejoinsAfterLeave = configuration.rejoinAfterLeave
        lanConfiguration.retryJoinInterval = configuration.retryInterval
        lanConfiguration.logName = prefix
        if isServer { startWAN(on: &system) }
        var lan = Membership(
            name: identity.name, address: identity.address, tags: tags(forWAN: false),
            configuration: lanConfiguration, scope: Scope.lan)
        if !configuration.retryJoin.isEmpty {
            system.log(.info, "agent: Joining cluster...: cluster=LAN")
        }
        do {
            try lan.start(join: configuration.retryJoin, on: &system)
        } catch {
            system.log(.error, "agent: Error starting agent: \(error)")
        }
        self.lan = lan
        gossipIsDirty = true
    }

    private mutating func startWAN(on system: inout some System) {
        var wanConfiguration = MembershipConfiguration.wan
        wanConfiguration.port = configuration.ports.serfWAN
        wanConfiguration.lifeguard = configuration.usesLifeguard
        wanConfiguration.mergeRule = .servers
        wanConfiguration.snapshot = File.wanSnapshot
        wanConfiguration.rejoinsAfterLeave = configuration.rejoinAfterLeave
        wanConfiguration.retryJoinInterval = configuration.retryIntervalWAN
        wanConfiguration.logName = "agent.server"
        var wan = Membership(
            name: "\(identity.name).\(identity.datacenter)", address: identity.address,
            tags: tags(forWAN: true), configuration: wanConfiguration, scope: Scope.wan)
        do {
            try wan.start(join: configuration.retryJoinWAN, on: &system)
        } catch {
            system.log(.error, "agent: Error starting agent: \(error)")
        }
        self.wan = wan
        _ = setTimer(.flood, after: DiscoveryAgent.floodInterval, on: &system)
    }

    private static func timing(
        of preset: DiscoveryConfiguration.GossipPreset
    ) -> MembershipConfiguration {
        switch preset {
        case .lan: .lan
        case .local: .local
        case .development: MembershipConfiguration.lan.withDevelopmentTiming()
        case .wan:
            {
                var configuration = MembershipConfiguration.wan
                configuration.poolName = "lan"
                return configuration
            }()
        }
    }

    /// What the agent says about itself in a pool (spec 4.4, `members`).
    private func tags(forWAN isWAN: Bool) -> MemberTags {
        var tags = MemberTags([
            (key: "acls", value: "0"), (key: "build", value: "\(AgentDescription.version):"),
            (key: "dc", value: identity.datacenter),
        ])
        if configuration.isBootstrap || configuration.bootstrapExpect == 1 {
            if isServer { tags["bootstrap"] = "1" }
        } else if isServer, configuration.bootstrapExpect > 0 {
            tags["expect"] = "\(configuration.bootstrapExpect)"
        }
        if isServer { tags["ft_fs"] = "1" }
        tags["id"] = identity.idText
        if isServer {
            tags["port"] = "\(configuration.ports.server)"
            tags["raft_vsn"] = "3"
        }
        tags["role"] = isServer ? "consul" : "node"
        tags["segment"] = ""
        tags["vsn"] = "2"
        tags["vsn_max"] = "3"
        tags["vsn_min"] = "2"
        if isServer, !isWAN { tags["wan_join_port"] = "\(configuration.ports.serfWAN)" }
        return tags
    }
}
