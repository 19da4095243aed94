import LabNetwork

/// Everything that decides how a component's process is started on a host.
struct ComponentSetup {
    /// A host that the process is told of.
    private struct Peer: Hashable {
        var host: String
        var address: IPv4Address

        var words: String { "\(host) (\(address))" }
    }

    /// The settings of the agent beside a built-in component that it goes by.
    private static let agentKeys = ["ports"]

    private let definition: ComponentDefinition
    /// The hosts that its settings name, and the discovery servers where it meets them.
    private let peers: [Peer]
    /// The name of the discovery agent beside it, and what it goes by of that one's settings.
    private let agent: (name: String, settings: Setting)?

    init?(of name: String, on host: HostDefinition, in topology: Topology) {
        guard let component = topology.component(named: name) else { return nil }
        definition = component
        let discovery = topology.components.first {
            $0.role == .discovery && host.run.contains($0.name)
        }
        agent =
            component.role == .discovery
            ? nil
            : discovery.map { agent in
                guard component.use == "builtin" else { return (agent.name, agent.configuration) }
                let entries = agent.configuration.entries ?? []
                return (agent.name, .map(entries.filter { Self.agentKeys.contains($0.key) }))
            }
        // A definition's templates may fill in the servers of any discovery component.
        let clusters =
            component.role == .discovery
            ? [component]
            : component.use == "builtin" ? [] : topology.components.filter { $0.role == .discovery }
        // `host-1` and `host-1:5000` both mean the host.
        let texts: [String] = ([component] + clusters).flatMap(\.configuration.texts)
        let named = texts.compactMap { $0.split(separator: ":").first.map(String.init) }
        peers = topology.hosts.filter { other in
            named.contains(other.name)
                || clusters.contains { cluster in
                    cluster.configuration["servers"] == nil && other.run.contains(cluster.name)
                }
        }.flatMap { host in
            host.attachments.map { Peer(host: host.name, address: $0.address) }
        }
    }

    /// Why a process that was started with another setup has to be started anew.
    func difference(from old: ComponentSetup) -> String? {
        if old.definition.use != definition.use {
            return "use \(old.definition.use) → \(definition.use)"
        }
        if old.definition.role != definition.role {
            return "role \(old.definition.role.rawValue) → \(definition.role.rawValue)"
        }
        if old.definition.program?.unlocated != definition.program?.unlocated {
            return "its definition changes"
        }
        let settings = definition.configuration.differences(from: old.definition.configuration)
        if !settings.isEmpty { return settings.shortList }
        if old.peers != peers {
            return "its peers change: " + peerDifferences(from: old).shortList
        }
        let beside = (agent?.settings ?? .map([])).differences(
            from: old.agent?.settings ?? .map([]))
        return beside.isEmpty ? nil : "\((agent ?? old.agent)?.name ?? ""): \(beside.shortList)"
    }

    private func peerDifferences(from old: ComponentSetup) -> [String] {
        let gone = old.peers.filter { !peers.contains($0) }.map { "-\($0.words)" }
        let new = peers.filter { !old.peers.contains($0) }.map { "+\($0.words)" }
        return gone + new
    }
}

extension ComponentProgram {
    /// The definition without its place in a file.
    fileprivate var unlocated: ComponentProgram {
        var result = self
        result.defaults = defaults.unlocated
        result.location = nil
        return result
    }
}

extension [String] {
    /// The first few, and how many more there are.
    fileprivate var shortList: String {
        let shown = 3
        let rest = count - shown
        return prefix(shown).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
