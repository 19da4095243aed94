import LabModel
import LabNetwork
import LabPrograms

/// What the templates of components and images know of a lab, as seen from one host.
struct TemplateContext {
    let host: HostDefinition
    let topology: Topology

    /// What a component's own templates know: of its host, then of itself, then of all the others.
    func setting(for component: ComponentDefinition) -> Setting {
        let own = map(of: component)
        return .map(shared + [.init("is", choices(in: own))] + own + everyone)
    }

    /// What an instance's templates know beside the instance.
    func setting(instance: [Setting.Entry]) -> Setting { .map(instance + shared + everyone) }

    // MARK: - Hosts

    /// The host, the other hosts and the topology's name.
    private var shared: [Setting.Entry] {
        let networks = host.attachments.enumerated().map { index, attachment in
            let network = topology.networks.first { $0.name == attachment.network }
            return Setting.map([
                .init("network", .text(attachment.network)),
                .init("address", .text(attachment.address.description)),
                .init("device", .text(ComponentPlan.device(index))),
                .init("subnet", .text(network?.subnet.description ?? "")),
                .init("prefix", .integer(Int64(network?.subnet.prefixLength ?? 0))),
            ])
        }
        let own = Setting.map([
            .init("name", .text(host.name)), .init("address", .text(host.address.description)),
            .init("addresses", .list(networks)),
        ])
        return [
            .init("host", own), .init("hosts", .list(topology.hosts.map(entry))),
            .init("topology", .map([.init("name", .text(topology.name))])),
        ]
    }

    /// A host as lists hold it, its address that on a network that this host is on too.
    private func entry(_ other: HostDefinition) -> Setting {
        .map([
            .init("name", .text(other.name)), .init("address", .text("\(address(of: other))")),
        ])
    }

    /// The address by which this host reaches another one: on a network of both, if there is one.
    func address(of other: HostDefinition) -> IPv4Address {
        let own = Set(host.attachments.map(\.network))
        return other.attachments.first { own.contains($0.network) }?.address ?? other.address
    }

    // MARK: - Components

    /// Every component under its name, and the first of each role under that: of several the one
    /// that this host runs.
    private var everyone: [Setting.Entry] {
        let maps = topology.components.map { ($0, Setting.map(map(of: $0))) }
        var result = maps.map { Setting.Entry($0.name, $1) }
        let roles: [(ComponentDefinition.Role, [String])] = [
            (.discovery, ["discovery"]), (.registrator, ["registrator"]),
            (.loadBalancer, ["balancer", "load-balancer"]), (.scheduler, ["scheduler"]),
        ]
        for (role, names) in roles {
            let played = maps.filter { $0.0.role == role }
            guard let first = played.first(where: { host.run.contains($0.0.name) }) ?? played.first
            else { continue }
            result += names.map { Setting.Entry($0, first.1) }
        }
        return result
    }

    /// What is known of a component: what its role works out, its configuration, its defaults.
    private func map(of component: ComponentDefinition) -> [Setting.Entry] {
        let running = topology.hosts.filter { $0.run.contains(component.name) }
        var result: [Setting.Entry] = [
            .init("name", .text(component.name)), .init("hosts", .list(running.map(entry))),
        ]
        switch component.role {
        case .discovery: result += DiscoveryContext(component, self).entries
        case .loadBalancer:
            result.append(.init("routes_by_host", .flag(component.routesByHost)))
        case .registrator, .scheduler, .custom: break
        }
        let known = result + (component.configuration.entries ?? []).filter { $0.value != .null }
        return known + (component.program?.defaults.entries ?? [])
    }

    /// `is.KEY.VALUE` for every key that is a text, so that sections can ask for one of several words.
    private func choices(in entries: [Setting.Entry]) -> Setting {
        var seen: Set<String> = []
        return .map(
            entries.compactMap { entry in
                guard seen.insert(entry.key).inserted, let text = entry.value.text else {
                    return nil
                }
                return .init(entry.key, .map([.init(text, .flag(true))]))
            })
    }

    /// Some hosts as lists hold them; names that are none are left out.
    func list(_ names: [String]) -> [Setting] {
        names.compactMap { topology.host(named: $0) }.map(entry)
    }
}

extension ComponentDefinition {
    /// Whether a load balancer sends requests by their `Host` field: where it is told a domain, or
    /// no service.
    var routesByHost: Bool {
        configuration["service"]?.text == nil || !(configuration["domain"]?.text ?? "").isEmpty
    }
}
