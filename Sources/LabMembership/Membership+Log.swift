extension Membership {
    /// A line of the failure detector as Consul writes it.
    func detectorLine(_ text: String) -> String {
        configuration.logName.isEmpty
            ? "memberlist: " + text
            : "\(configuration.logName).memberlist.\(configuration.poolName): memberlist: \(text)"
    }

    /// A line about members as Consul writes it.
    func memberLine(_ text: String) -> String {
        configuration.logName.isEmpty
            ? "serf: " + text
            : "\(configuration.logName).serf.\(configuration.poolName): serf: \(text)"
    }

    /// The name of whoever has a key, as far as it is known.
    func name(of key: NodeKey) -> String {
        guard let index = nodes.find(key) else { return "unknown" }
        return nodes.name(of: index)
    }
}
