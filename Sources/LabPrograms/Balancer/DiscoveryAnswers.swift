import LabNetwork

/// Reads what the discovery agent answers to a load balancer.
enum DiscoveryAnswers {
    private struct Instance {
        var node: String
        var id: String
        var server: BalancerServer
    }

    /// The servers in an answer to `GET /v1/health/service/<name>`, by node and id; `nil` where the
    /// body is none.
    ///
    /// An instance without an address of its own has its node's; one whose address is no IPv4
    /// address is left out.
    static func servers(_ body: [UInt8]) -> [BalancerServer]? {
        guard let entries = (try? JSONParser.parse(body))?.array else { return nil }
        var instances: [Instance] = []
        for entry in entries {
            guard let node = entry["Node"], let service = entry["Service"],
                let name = node["Node"]?.string, let id = service["ID"]?.string
            else { return nil }
            let own = service["Address"]?.string ?? ""
            let text = own.isEmpty ? node["Address"]?.string ?? "" : own
            guard let address = IPv4Address(text), let number = service["Port"]?.int,
                let port = UInt16(exactly: number)
            else { continue }
            let server = BalancerServer(
                Endpoint(address, port), weight: service["Weights"]?["Passing"]?.int ?? 1)
            instances.append(Instance(node: name, id: id, server: server))
        }
        return instances.sorted { ($0.node, $0.id) < ($1.node, $1.id) }.map(\.server)
    }

    /// The names in an answer to `GET /v1/catalog/services`, sorted; `nil` where the body is none.
    static func serviceNames(_ body: [UInt8]) -> [String]? {
        (try? JSONParser.parse(body))?.object?.members.map(\.name).sorted()
    }
}
