import LabMembership
import LabNetwork
import LabProgram

extension DiscoveryAgent {
    /// Hands an event to the pool that it belongs to.
    mutating func gossip(_ event: Event, on system: inout some System) {
        if lan?.handle(event, on: &system) == true || wan?.handle(event, on: &system) == true {
            gossipIsDirty = true
        }
    }

    /// Carries what was learnt about members to the catalog and to the consensus.
    mutating func settleGossip(on system: inout some System) {
        gossipIsDirty = false
        let lanEvents = lan?.takeEvents() ?? []
        for event in lanEvents { react(to: event, on: &system) }
        guard isServer else { return }
        let wanEvents = wan?.takeEvents() ?? []
        for event in wanEvents { reactWAN(to: event, on: &system) }
    }

    private mutating func react(to event: MembershipEvent, on system: inout some System) {
        switch event {
        case .memberJoined(let member), .memberUpdated(let member):
            system.noteChange()
            if let server = server(member) {
                add(server, on: &system)
                flood(on: &system)
            }
            reconcile(member, on: &system)
        case .memberFailed(let member), .memberLeft(let member), .memberReaped(let member):
            system.noteChange()
            if let server = server(member) { remove(server, on: &system) }
            var gone = member
            if case .memberReaped = event { gone.status = .left }
            reconcile(gone, on: &system)
        case .nameConflict: break
        case .joinFinished(let outcome): joinFinished(outcome, isWAN: false, on: &system)
        case .leaveFinished: poolLeft(isWAN: false, on: &system)
        }
    }

    /// The server that a member of this datacenter is, if it is one.
    func server(_ member: Member) -> DiscoveryServer? {
        DiscoveryServer(name: member.name, address: member.address) { member.tags[$0] }
    }

    private mutating func add(_ server: DiscoveryServer, on system: inout some System) {
        guard server.datacenter == identity.datacenter else { return }
        rpc.forgetFailures(of: server.endpoint)
        let isNew = servers.add(server, on: &system)
        guard isNew else { return }
        let text = server.logDescription
        if isServer {
            system.log(.info, "agent.server: Adding LAN server: server=\"\(text)\"")
            considerBootstrap(on: &system)
        } else {
            system.log(.info, "agent.client: adding server: server=\"\(text)\"")
        }
        if server.id != identity.idText { serverAppeared(on: &system) }
    }

    private mutating func remove(_ server: DiscoveryServer, on system: inout some System) {
        guard server.id != identity.idText, servers.server(id: server.id) != nil else { return }
        let text = server.logDescription
        let owner = isServer ? "server: Removing LAN" : "client: removing"
        system.log(.info, "agent.\(owner) server: server=\"\(text)\"")
        servers.remove(name: server.name)
        rpc.hangUp(server.endpoint, on: &system)
    }

    /// How many members the datacenter has, as far as is known.
    var memberCount: Int { lan?.memberCount ?? 1 }
}
