import CLinux
import Glibc
import LabFabricTestSupport
import LabNetwork

/// Two namespaces joined by the kernel's own wire, to compare the fabric with.
final class VethPair: Sendable {
    let near: NetworkNamespace
    let far: NetworkNamespace
    let address = IPv4Address(10, 78, 0, 2)

    /// Makes the pair with `ip` of iproute2, which must be there.
    init() throws {
        let near = try NetworkNamespace()
        let far = try NetworkNamespace()
        self.near = near
        self.far = far
        let other = "/proc/\(getpid())/fd/\(far.descriptor)"
        try near.run {
            try Command.run(
                [
                    "ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns",
                    other,
                ])
            try Self.configure(IPv4Address(10, 78, 0, 1))
        }
        try far.run { try Self.configure(IPv4Address(10, 78, 0, 2)) }
    }

    private static func configure(_ address: IPv4Address) throws {
        try SystemFailure.check(
            lab_interface_set_ipv4("eth0", address.bits, 24), "set an address")
        try SystemFailure.check(lab_interface_up("eth0"), "put a device up")
    }
}
