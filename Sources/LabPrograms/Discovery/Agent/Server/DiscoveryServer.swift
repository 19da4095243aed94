import LabNetwork

/// A server as gossip announces it (Consul's `metadata.Server`).
struct DiscoveryServer: Hashable {
    /// The node's name, without the datacenter that the WAN pool appends.
    var name: String
    /// The node's id.
    var id: String
    /// Its datacenter.
    var datacenter: String
    /// Its RPC port.
    var endpoint: Endpoint
    /// Its port of the WAN pool; 0 where it says none.
    var wanPort: UInt16
    /// How many servers it waits for until it elects its first leader; 0 for none in particular.
    var expect: Int
    /// Whether it elects itself.
    var isBootstrap: Bool

    /// Reads a member's tags.
    ///
    /// - Returns: `nil` where it is not a server.
    init?(name: String, address: IPv4Address, tag: (String) -> String?) {
        guard tag("role") == "consul", let datacenter = tag("dc"),
            let port = tag("port").flatMap({ UInt16($0) })
        else { return nil }
        self.name =
            name.hasSuffix(".\(datacenter)") && !datacenter.isEmpty
            ? String(name.dropLast(datacenter.count + 1)) : name
        self.datacenter = datacenter
        id = tag("id") ?? ""
        endpoint = Endpoint(address, port)
        wanPort = tag("wan_join_port").flatMap { UInt16($0) } ?? 0
        expect = tag("expect").flatMap { Int($0) } ?? 0
        isBootstrap = tag("bootstrap") == "1"
    }

    /// As Consul's log names it.
    var logDescription: String { "\(name) (Addr: tcp/\(endpoint)) (DC: \(datacenter))" }
}
