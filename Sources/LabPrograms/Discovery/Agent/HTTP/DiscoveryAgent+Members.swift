import LabMembership
import LabNetwork
import LabProgram

// Requests about the pools: joining, making others leave, looking at them.
extension DiscoveryAgent {
    mutating func join(
        _ address: String, isWAN: Bool, for exchange: ExchangeID, on system: inout some System
    ) {
        if isWAN, wan == nil { return system.respond(APIError.notAServer.response, to: exchange) }
        let port = isWAN ? configuration.ports.serfWAN : configuration.ports.serfLAN
        guard let endpoint = DiscoveryAgent.endpoint(address, defaultPort: port) else {
            let reason = "lookup \(address): no such host"
            let text = "1 error occurred:\n\t* Failed to resolve \(address): \(reason)\n\n"
            system.respond(.plain(500, text), to: exchange)
            return
        }
        let pool = isWAN ? "WAN" : "LAN"
        let key = isWAN ? "wan_addresses" : "lan_addresses"
        system.log(.info, "agent: (\(pool)) joining: \(key)=[\(address)]")
        let number = isWAN ? wan?.join([endpoint], on: &system) : lan?.join([endpoint], on: &system)
        gossipIsDirty = true
        guard let number else { return system.respond(.empty(500), to: exchange) }
        joins.append(JoinRequest(number: number, isWAN: isWAN, exchange: exchange))
    }

    private static func endpoint(_ text: String, defaultPort: UInt16) -> Endpoint? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = parts.first.flatMap({ IPv4Address($0) }) else {
            return nil
        }
        if parts.count == 1 { return Endpoint(address, defaultPort) }
        return UInt16(parts[1]).map { Endpoint(address, $0) }
    }

    /// Answers whoever asked for a join.
    mutating func joinFinished(
        _ outcome: JoinOutcome, isWAN: Bool, on system: inout some System
    ) {
        let pool = isWAN ? "WAN" : "LAN"
        if outcome.contacted > 0 {
            system.log(
                .info, "agent: (\(pool)) joined: number_of_nodes=\(outcome.contacted)")
        }
        guard
            let index = joins.firstIndex(where: {
                $0.number == outcome.number && $0.isWAN == isWAN
            })
        else {
            if !isWAN { firstJoinFinished(outcome, on: &system) }
            return
        }
        let request = joins.remove(at: index)
        if outcome.contacted > 0 || outcome.failures.isEmpty {
            system.respond(.empty(), to: request.exchange)
            return
        }
        let count = outcome.failures.count
        var text = count == 1 ? "1 error occurred:\n" : "\(count) errors occurred:\n"
        for failure in outcome.failures { text += "\t* \(failure)\n" }
        system.respond(.plain(500, text + "\n"), to: request.exchange)
    }

    /// Takes note of an attempt to join what the configuration names.
    private mutating func firstJoinFinished(
        _ outcome: JoinOutcome, on system: inout some System
    ) {
        if outcome.contacted > 0 {
            system.log(
                .info,
                "agent: Join cluster completed. Synced with initial agents: cluster=LAN "
                    + "num_agents=\(outcome.contacted)")
            return
        }
        failedJoins += 1
        if configuration.retryLimit > 0, failedJoins > configuration.retryLimit {
            system.log(.error, "agent: max join retry exhausted, exiting: cluster=LAN")
            phase = .stopped
            system.exit(code: 1)
            return
        }
        system.log(
            .warning,
            "agent: Join cluster failed, will retry: cluster=LAN "
                + "retry_interval=\(self.configuration.retryInterval)")
    }

    mutating func forceLeave(
        _ node: String, prunes: Bool, for exchange: ExchangeID, on system: inout some System
    ) {
        system.log(.info, "agent: Force leaving node: node=\(node)")
        guard lan?.member(named: node) != nil else {
            return system.respond(APIError.noNode(node).response, to: exchange)
        }
        _ = lan?.forceLeave(node, isPruned: prunes, on: &system)
        _ = wan?.forceLeave("\(node).\(identity.datacenter)", isPruned: prunes, on: &system)
        gossipIsDirty = true
        system.respond(.empty(), to: exchange)
    }
}

extension AgentMember {
    /// A member of a pool as the HTTP API shows it.
    init(_ member: Member) {
        self.init(
            name: member.name, address: member.address.description, port: member.port,
            tags: member.tags.pairs.map { CatalogPair($0.key, $0.value) },
            status: Status(rawValue: Int(member.status.rawValue)) ?? .none)
        tags.sort { TextOrder.precedes($0.key, $1.key) }
    }
}
