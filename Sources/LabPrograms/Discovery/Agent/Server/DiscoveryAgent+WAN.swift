import LabMembership
import LabNetwork
import LabProgram

// The pool of the servers of all datacenters (spec 5.6).
extension DiscoveryAgent {
    /// How often a server makes sure that its neighbours are in the WAN pool (Consul's
    /// `serverFloodInterval`).
    static let floodInterval = Interval.seconds(60)

    /// The datacenters of the WAN pool, sorted; those whose servers have all failed among them.
    var knownDatacenters: [String] {
        var names = SortedTable<Bool>()
        names[identity.datacenter] = true
        for server in remoteServers { names[server.datacenter] = true }
        return names.ids
    }

    mutating func reactWAN(to event: MembershipEvent, on system: inout some System) {
        switch event {
        case .memberJoined(let member), .memberUpdated(let member):
            note(member, event: "member-join", on: &system)
            flood(on: &system)
        case .memberFailed(let member): note(member, event: "member-failed", on: &system)
        case .memberLeft(let member): note(member, event: "member-leave", on: &system)
        case .memberReaped(let member):
            system.noteChange()
            remoteServers.removeAll { $0.name == member.name }
        case .nameConflict: break
        case .joinFinished(let outcome):
            if let index = floods.firstIndex(where: { $0.number == outcome.number }) {
                floods.remove(at: index)
            } else {
                joinFinished(outcome, isWAN: true, on: &system)
            }
        case .leaveFinished: poolLeft(isWAN: true, on: &system)
        }
    }

    private mutating func note(
        _ member: Member, event: String, on system: inout some System
    ) {
        system.noteChange()
        guard var server = server(member) else { return }
        server.name = member.name
        if let index = remoteServers.firstIndex(where: { $0.name == member.name }) {
            remoteServers[index] = server
        } else if server.datacenter != identity.datacenter {
            remoteServers.append(server)
        }
        if event != "member-join", server.datacenter != identity.datacenter {
            rpc.hangUp(server.endpoint, on: &system)
        }
        system.log(
            .info,
            "agent.server: Handled event for server in area: event=\(event) "
                + "server=\(member.name) area=wan")
    }

    /// A living server of another datacenter, at random.
    func randomServer(
        in datacenter: String, on system: inout some System
    ) -> DiscoveryServer? {
        let alive = remoteServers.filter {
            $0.datacenter == datacenter && wan?.member(named: $0.name)?.status == .alive
        }
        guard !alive.isEmpty else { return nil }
        return alive[Int(system.random(below: UInt64(alive.count)))]
    }

    /// Has a request answered in another datacenter.
    mutating func relay(
        _ open: OpenRequest, across datacenter: String, on system: inout some System
    ) {
        guard open.hops < DiscoveryAgent.hopLimit, knownDatacenters.contains(datacenter) else {
            answer(APIError.noPathToDatacenter.response, to: open.origin, on: &system)
            return
        }
        guard let server = randomServer(in: datacenter, on: &system) else {
            answer(APIError.datacenterUnreachable.response, to: open.origin, on: &system)
            return
        }
        rpc.request(
            .http(open.request, hops: open.hops + 1), of: server.endpoint, for: .relay(open),
            on: &system)
    }

    // MARK: - Flooding

    mutating func floodTimer(on system: inout some System) {
        _ = setTimer(.flood, after: DiscoveryAgent.floodInterval, on: &system)
        flood(on: &system)
    }

    /// Joins the servers of this datacenter that the WAN pool does not know.
    mutating func flood(on system: inout some System) {
        guard isServer, phase == .running, wan != nil else { return }
        for server in servers.servers where server.id != identity.idText {
            let endpoint = Endpoint(server.endpoint.address, server.wanPort)
            guard server.wanPort > 0, !floods.contains(where: { $0.endpoint == endpoint }),
                wan?.member(named: "\(server.name).\(server.datacenter)")?.status != .alive,
                let number = wan?.join([endpoint], on: &system)
            else { continue }
            floods.append(FloodJoin(number: number, endpoint: endpoint))
            gossipIsDirty = true
        }
    }
}
