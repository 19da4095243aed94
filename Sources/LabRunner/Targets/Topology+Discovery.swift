import LabModel
import LabNetwork

extension Topology {
    /// The port of the agents' HTTP API where nothing else is configured (Consul's `ports.http`).
    static let defaultHTTPPort: UInt16 = 8500
    /// The port of the agents' DNS where nothing else is configured (Consul's `ports.dns`).
    static let defaultDNSPort: UInt16 = 8600

    /// The components of the discovery role, one a cluster.
    var discoveryComponents: [ComponentDefinition] { components.filter { $0.role == .discovery } }

    /// The discovery component that a host runs, if it does.
    func discoveryComponent(on host: String) -> ComponentDefinition? {
        guard let run = self.host(named: host)?.run else { return nil }
        return discoveryComponents.first { run.contains($0.name) }
    }

    /// The hosts that run a component, in the order of the file.
    func hosts(running component: String) -> [String] {
        hosts.filter { $0.run.contains(component) }.map(\.name)
    }

    /// The hosts of a cluster's servers: those its `servers` names, else all that run it.
    func servers(of component: ComponentDefinition) -> [String] {
        guard let named = component.configuration["servers"]?.list?.compactMap(\.text),
            !named.isEmpty
        else { return hosts(running: component.name) }
        return hosts.map(\.name).filter(named.contains)
    }

    /// The hosts of all discovery servers, cluster by cluster.
    var servers: [String] {
        var found: [String] = []
        for host in discoveryComponents.flatMap(servers(of:)) where !found.contains(host) {
            found.append(host)
        }
        return found
    }

    /// Where the agent on a host answers HTTP, for somebody on another host.
    func httpEndpoint(of host: String, from asker: String) -> Endpoint {
        Endpoint(address(of: host, from: asker), agentPort("http", on: host, Self.defaultHTTPPort))
    }

    /// Where the agent on a host answers DNS, for somebody on another host.
    func dnsEndpoint(of host: String, from asker: String) -> Endpoint {
        Endpoint(address(of: host, from: asker), agentPort("dns", on: host, Self.defaultDNSPort))
    }

    private func agentPort(_ key: String, on host: String, _ usual: UInt16) -> UInt16 {
        let setting = discoveryComponent(on: host)?.configuration["ports"]?[key]?.integer
        return setting.flatMap(UInt16.init(exactly:)) ?? usual
    }

    /// The address of a host on the first network that it shares with another one.
    func address(of host: String, from asker: String) -> IPv4Address {
        guard let definition = self.host(named: host) else { return .any }
        let networks = self.host(named: asker)?.attachments.map(\.network) ?? []
        let shared = definition.attachments.first { networks.contains($0.network) }
        return shared?.address ?? definition.address
    }

    /// All addresses of a host.
    func addresses(of host: String) -> [IPv4Address] {
        self.host(named: host)?.attachments.map(\.address) ?? []
    }

    /// The host that has an address.
    func host(at address: IPv4Address) -> String? {
        hosts.first { $0.attachments.contains { $0.address == address } }?.name
    }
}
