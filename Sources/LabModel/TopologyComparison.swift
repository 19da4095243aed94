import LabNetwork

/// Compares what a lab was built from with what it should become.
struct TopologyComparison {
    let current: Topology
    let wanted: Topology
    let tainted: Set<String>
    let isNew: Bool

    var changes: [TopologyPlan.Change] {
        let networks = isNew ? nil : networkReason
        let hosts = hostReasons(networks: networks)
        let kept = wanted.hosts.filter { host in
            current.host(named: host.name) != nil && !hosts.contains { $0.host.name == host.name }
        }
        var result: [TopologyPlan.Change] = networks.map { [.remakeLab(reason: $0)] } ?? []
        result += current.hosts.filter { wanted.host(named: $0.name) == nil }.map {
            .destroyHost($0)
        }
        result += hosts.map { .remakeHost($0.host, reason: $0.reason) }
        result += kept.flatMap(stops)
        result += removals(kept: kept.map(\.name))
        result += kept.flatMap(restarts)
        result += wanted.hosts.filter { current.host(named: $0.name) == nil }.map {
            .createHost($0)
        }
        result += kept.flatMap(starts)
        return result + instances(kept: kept.map(\.name))
    }

    // MARK: Hosts

    private var networkReason: String? {
        if current.networks == wanted.networks { return nil }
        for network in wanted.networks {
            guard let old = current.networks.first(where: { $0.name == network.name }) else {
                return "network \(network.name) is new"
            }
            if old.subnet != network.subnet {
                return "network \(network.name) \(old.subnet) → \(network.subnet)"
            }
            if old != network { return "the links of network \(network.name) change" }
        }
        let gone = current.networks.first { old in
            !wanted.networks.contains { $0.name == old.name }
        }
        return gone.map { "network \($0.name) is gone" } ?? "the networks' order changes"
    }

    /// The hosts that are there and have to be made anew, each with the reason.
    private func hostReasons(networks: String?) -> [(host: HostDefinition, reason: String)] {
        wanted.hosts.compactMap { host in
            guard let old = current.host(named: host.name) else { return nil }
            return hostReason(from: old, to: host, networks: networks).map { (host, $0) }
        }
    }

    private func hostReason(
        from old: HostDefinition, to new: HostDefinition, networks: String?
    ) -> String? {
        if networks != nil { return "the networks change" }
        if old.attachments.map(\.network) != new.attachments.map(\.network) {
            let names = [old, new].map { host in
                host.attachments.map(\.network).joined(separator: " ")
            }
            return "networks \(names[0]) → \(names[1])"
        }
        if old.attachments != new.attachments {
            return "address \(old.addressWords) → \(new.addressWords)"
        }
        let limits = [
            ("cpus", old.cpus.map { "\($0)" }, new.cpus.map { "\($0)" }),
            ("memory", old.memory.map(bytes), new.memory.map(bytes)),
            ("disk", old.disk.map(bytes), new.disk.map(bytes)),
        ].filter { $0.1 != $0.2 }.map { "\($0.0) \($0.1 ?? "no limit") → \($0.2 ?? "no limit")" }
        if !limits.isEmpty { return limits.joined(separator: ", ") }
        if old.on != new.on {
            return "on \(old.on?.description ?? "this computer") → "
                + (new.on?.description ?? "this computer")
        }
        return tainted.contains(new.name) ? "tainted" : nil
    }

    /// A size in the largest unit that it is a whole number of.
    private func bytes(_ count: Int64) -> String {
        let units: [(name: String, size: Int64)] = [
            ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ]
        guard let unit = units.first(where: { count >= $0.size && count % $0.size == 0 }) else {
            return "\(count) B"
        }
        return "\(count / unit.size) \(unit.name)"
    }

    // MARK: Components

    private func stops(on host: HostDefinition) -> [TopologyPlan.Change] {
        let old = current.host(named: host.name)?.run ?? []
        return old.reversed().filter { !host.run.contains($0) }.map {
            .stopComponent($0, host: host.name)
        }
    }

    private func starts(on host: HostDefinition) -> [TopologyPlan.Change] {
        let old = current.host(named: host.name)?.run ?? []
        return host.run.filter { !old.contains($0) }.map { .startComponent($0, host: host.name) }
    }

    private func restarts(on host: HostDefinition) -> [TopologyPlan.Change] {
        guard let old = current.host(named: host.name) else { return [] }
        return host.run.filter(old.run.contains).compactMap { name in
            let before = ComponentSetup(of: name, on: old, in: current)
            let after = ComponentSetup(of: name, on: host, in: wanted)
            guard let before, let after, let reason = after.difference(from: before) else {
                return nil
            }
            return .restartComponent(name, host: host.name, reason: reason)
        }
    }

    // MARK: Instances

    /// Whether the instances of a service can stay as they are.
    private func isUnchanged(_ service: String) -> Bool {
        guard var old = current.service(named: service), var new = wanted.service(named: service)
        else { return false }
        (old.on, old.location) = ([], nil)
        (new.on, new.location) = ([], nil)
        var images = (current.image(named: old.image), wanted.image(named: new.image))
        images.0?.location = nil
        images.1?.location = nil
        return old == new && images.0 == images.1
    }

    private func removals(kept: [String]) -> [TopologyPlan.Change] {
        guard !kept.isEmpty else { return [] }
        return current.services.flatMap { old -> [TopologyPlan.Change] in
            guard let new = wanted.service(named: old.name) else {
                return [.removeInstances(service: old.name, host: nil, reason: "no longer drawn")]
            }
            guard isUnchanged(old.name) else {
                return [.removeInstances(service: old.name, host: nil, reason: "it changes")]
            }
            return old.on.filter { kept.contains($0) && !new.on.contains($0) }.map {
                .removeInstances(service: old.name, host: $0, reason: "no longer drawn there")
            }
        }
    }

    private func instances(kept: [String]) -> [TopologyPlan.Change] {
        wanted.services.flatMap { service -> [TopologyPlan.Change] in
            let old = isUnchanged(service.name) ? current.service(named: service.name)?.on : nil
            let running = (old ?? []).filter(kept.contains)
            return service.on.filter { !running.contains($0) }.map {
                .startInstance(service: service.name, host: $0)
            }
        }
    }
}
