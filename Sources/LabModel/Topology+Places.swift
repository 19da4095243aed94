extension Topology {
    /// The places beside the lab's own where its machines run, each once, in the hosts' order.
    public var places: [LibvirtURI] {
        var places: [LibvirtURI] = []
        for place in hosts.compactMap(\.on) where !places.contains(place) { places.append(place) }
        return places
    }

    /// The hosts that a backend can't make where they are drawn, each with the reason.
    ///
    /// - Parameter backend: `memory`, `netns` or `libvirt`; of any other nothing is known.
    public func misplaced(on backend: String) -> [ScenarioObstacle] {
        guard backend == "memory" || backend == "netns" else { return [] }
        return hosts.compactMap { host in
            host.on.map {
                ScenarioObstacle(
                    reason: "\(host.name) is on \($0), and only virtual machines run elsewhere: "
                        + "run it with --backend libvirt, or leave its 'on' out",
                    location: host.location)
            }
        }
    }
}
