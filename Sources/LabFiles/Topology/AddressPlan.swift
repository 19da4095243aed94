import LabModel
import LabNetwork

/// Which addresses of which networks are taken, and which one is next.
struct AddressPlan {
    private struct Range {
        let subnet: Subnet
        var owners: [UInt32: String] = [:]
        var next: UInt64
        let last: UInt64
    }

    private var ranges: [String: Range] = [:]
    private let diagnostics: Diagnostics

    init(networks: [NetworkDefinition], diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
        for network in networks {
            let subnet = network.subnet
            let isSmall = subnet.prefixLength >= 31
            ranges[network.name] = Range(
                subnet: subnet, next: UInt64(subnet.base.bits) + (isSmall ? 0 : 1),
                last: UInt64(subnet.broadcast.bits) - (isSmall ? 0 : 1))
        }
    }

    /// Takes an address for a host, reporting why it can't have it.
    mutating func take(
        _ address: IPv4Address, on network: String, for host: String, at place: SourceLocation
    ) {
        guard let range = ranges[network] else { return }
        let subnet = range.subnet
        guard subnet.contains(address) else {
            diagnostics.report("\(address) is not in \(network), which is \(subnet)", at: place)
            return
        }
        guard subnet.canBeHost(address) else {
            let what = address == subnet.base ? "the network's own" : "the broadcast"
            diagnostics.report(
                "\(address) is \(what) address of \(network), which is \(subnet)", at: place)
            return
        }
        if let owner = range.owners[address.bits] {
            diagnostics.report("\(owner) has the address \(address) already", at: place)
            return
        }
        ranges[network]?.owners[address.bits] = host
    }

    /// Gives the next free address of a network to a host.
    mutating func give(
        on network: String, to host: String, at place: SourceLocation
    ) -> IPv4Address? {
        guard var range = ranges[network] else { return nil }
        while range.next <= range.last {
            let bits = UInt32(range.next)
            range.next += 1
            ranges[network]?.next = range.next
            if range.owners[bits] == nil {
                ranges[network]?.owners[bits] = host
                return IPv4Address(bits: bits)
            }
        }
        diagnostics.report(
            "\(network) has no address left for \(host): \(range.subnet) is full", at: place)
        return nil
    }
}
