import CLinux
import Glibc
import LabFabric
import LabNetwork

/// A host of a small lab on a fabric: a network namespace with a device for each network.
package final class FabricHost: Sendable {
    package let number: Int
    /// Its address on each network; the devices are eth0, eth1 and so on.
    package let addresses: [IPv4Address]
    package let namespace: NetworkNamespace

    package init(number: Int, addresses: [IPv4Address]) throws {
        self.number = number
        self.addresses = addresses
        namespace = try NetworkNamespace()
    }

    /// The address on the first network.
    package var address: IPv4Address { addresses[0] }

    /// Connects the host to the fabric.
    package func plug(into fabric: Fabric) throws {
        for (network, address) in addresses.enumerated() {
            let tap = try namespace.run {
                let name = "eth\(network)"
                let octets = (0..<4).map {
                    UInt8(truncatingIfNeeded: address.bits >> (24 - 8 * $0))
                }
                let tap = try NetworkNamespace.openTap(name, [2, 0] + octets)
                try SystemFailure.check(
                    lab_interface_set_ipv4(name, address.bits, 24), "set an address")
                try SystemFailure.check(lab_interface_up(name), "put a device up")
                return tap
            }
            try fabric.attach(wire: tap, host: number, network: network, address: address)
        }
    }

    /// The flags of one of its devices.
    package func flags(ofNetwork network: Int = 0) throws -> Int32 {
        try namespace.run {
            try SystemFailure.check(lab_interface_flags("eth\(network)"), "read flags")
        }
    }

    /// Whether the host sees a cable at a device.
    package func hasCarrier(network: Int = 0) throws -> Bool {
        try flags(ofNetwork: network) & Int32(IFF_RUNNING) != 0
    }
}
