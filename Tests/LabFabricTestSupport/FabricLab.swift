import LabFabric
import LabNetwork

/// A lab of a few hosts on one fabric, for tests and benchmarks.
package final class FabricLab: Sendable {
    package let fabric: Fabric
    package let hosts: [FabricHost]

    /// Makes hosts with a link onto each network, 10.77.0.1, 10.77.0.2 and so on the first.
    package init(hosts count: Int = 2, networks: Int = 1, seed: UInt64 = 1) throws {
        var model = NetworkModel(seed: seed)
        for network in 0..<networks {
            guard let subnet = Subnet("10.77.\(network).0/24") else { continue }
            _ = model.addNetwork(subnet: subnet, link: LinkConditions())
        }
        var hosts: [FabricHost] = []
        for _ in 0..<count {
            let number = model.addHost()
            let addresses = (0..<networks).map {
                IPv4Address(10, 77, UInt8($0), UInt8(number + 1))
            }
            for (network, address) in addresses.enumerated() {
                model.attach(host: number, to: network, address: address)
            }
            hosts.append(try FabricHost(number: number, addresses: addresses))
        }
        self.hosts = hosts
        fabric = try Fabric(model: model)
        for host in hosts { try host.plug(into: fabric) }
    }

    deinit { fabric.stop() }

    /// Worsens the way of packets from a host, or to it.
    package func degrade(
        host: Int, from: Bool = true, to: Bool = false, _ change: (inout LinkConditions) -> Void
    ) {
        var conditions = LinkConditions()
        change(&conditions)
        fabric.withModel { [conditions] in
            $0.setConditions(conditions, host: host, toHost: to, fromHost: from)
        }
    }

    /// Puts all links back as they were.
    package func heal() {
        fabric.withModel { model in
            for host in 0..<hosts.count {
                model.setConditions(nil, host: host, toHost: true, fromHost: true)
            }
        }
    }

    /// What passed a host's first port.
    package func counters(ofHost host: Int) -> PortCounters {
        fabric.ports.first { $0.host == host }?.counters ?? PortCounters()
    }
}
