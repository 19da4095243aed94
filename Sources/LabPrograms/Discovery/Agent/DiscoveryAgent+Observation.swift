import LabConsensus
import LabMembership
import LabNetwork

// What those who check invariants and those who tell the story may look at.
extension DiscoveryAgent {
    /// The node's name; empty before the program has begun to run.
    public var nodeName: String { identity.name }
    /// The node's id as UUID text; empty before the program has begun to run.
    public var nodeID: String { identity.idText }
    /// Whether the agent leads its datacenter, as far as it knows.
    public var isLeading: Bool { leadership != nil }
    /// What the agent is in the consensus; `nil` for a client agent.
    public var consensusRole: RaftRole? { raft?.role }
    /// The term that the agent is in; 0 for a client agent.
    public var term: UInt64 { raft?.term ?? 0 }
    /// The last index that the agent knows to be committed; 0 for a client agent.
    public var commitIndex: UInt64 { raft?.commitIndex ?? 0 }
    /// The last index whose entry the agent has taken over; 0 for a client agent.
    public var lastAppliedIndex: UInt64 { raft?.lastApplied ?? 0 }
    /// The last command that the agent applied.
    public var lastAppliedEntry: AppliedEntry { applied }
    /// The leader's node id, as far as the agent knows it; `nil` for none and for client agents.
    public var leaderID: ServerID? { raft?.leader }
    /// The servers of the consensus, as far as the agent knows them; empty for a client agent.
    public var consensusServers: [RaftServer] { raft?.servers.servers ?? [] }
    /// A hash of the whole state store, the same on servers that applied the same index.
    ///
    /// - Complexity: O(size of the state).
    public var stateHash: UInt64 { store.stateHash }
    /// The members of the datacenter as the agent sees them.
    public var members: [Member] { lan?.members ?? [] }
    /// The members of the pool between datacenters as the agent sees them; empty for a client agent.
    public var wanMembers: [Member] { wan?.members ?? [] }
    /// The services that are registered with the agent, by id.
    public var services: [CatalogService] { local.registeredServices }
    /// The checks that are registered with the agent, by id.
    public var checks: [CatalogCheck] { local.registeredChecks }

    /// The services that a server's catalog shows on a node; empty for a client agent.
    public func catalogServices(onNode name: String) -> [CatalogService] {
        store.services(onNode: name)
    }

    /// The checks that a server's catalog shows on a node; empty for a client agent.
    public func catalogChecks(onNode name: String) -> [CatalogCheck] {
        store.checks(onNode: name)
    }

    /// The nodes that a server's catalog shows, sorted by name; empty for a client agent.
    public var catalogNodes: [CatalogNode] { store.nodes.map(\.node) }
}

// What the invariants of the protocols are about.
extension DiscoveryAgent {
    /// Whether the agent leads and knows all that was committed before.
    public var isEstablishedAsLeader: Bool { isEstablishedLeader }
    /// Whom the server votes for in its term; `nil` for none and for client agents.
    public var vote: ServerID? { raft?.vote }
    /// Whether the server's term and vote would survive a power cut.
    public var hasDurableBallot: Bool { raft?.hasDurableBallot ?? true }
    /// The servers whose votes this candidate or leader has counted in its term.
    public var countedVotes: [ServerID] { raft?.countedVotes ?? [] }
    /// The index of the last entry that the server's latest snapshot contains; 0 for none.
    public var snapshotIndex: UInt64 { raft?.snapshotIndex ?? 0 }

    /// A hash of the consensus' entry at an index; `nil` where the server's log does not hold it.
    public func entryDigest(at index: UInt64) -> UInt64? { raft?.entryDigest(at: index) }

    /// This agent's own incarnation in the datacenter's pool.
    public var incarnation: UInt32 { lan?.incarnation ?? 0 }
    /// What the failure detector of the datacenter's pool believes of all members.
    public var memberViews: [MemberView] { lan?.views ?? [] }
    /// Changes with everything that `memberViews` shows.
    ///
    /// - Complexity: O(members), without an allocation.
    public var memberViewsDigest: UInt64 { lan?.viewsDigest ?? 0 }

    /// Every instance in a server's catalog, sorted by node, then id; empty for a client agent.
    public var catalogInstances: [CatalogInstance] {
        var result: [CatalogInstance] = []
        for record in store.nodes {
            for (position, service) in record.services.enumerated() {
                result.append(
                    CatalogInstance(
                        node: record.node.name, id: service.id, service: service.name,
                        address: service.address.isEmpty ? record.node.address : service.address,
                        port: service.port, status: record.status(ofServiceAt: position)))
            }
        }
        return result
    }

    /// The value of a key in a server's store, with the index of its last change.
    public func keyValue(_ key: String) -> (value: [UInt8], modifyIndex: UInt64)? {
        store.entry(key).map { ($0.value, $0.modifyIndex) }
    }
}
