import LabDNS
import LabNetwork

extension DNSLookup {
    /// The SOA record of the domain; its serial number is the time (spec 3.3).
    var startOfAuthority: DNSRecord {
        let soa = configuration.startOfAuthority
        let minimum = soa.minimumTTL.dnsSeconds
        return DNSRecord(
            name: zone.domain, ttl: minimum,
            data: .soa(
                DNSStartOfAuthority(
                    primary: zone.primaryServer, mailbox: zone.mailbox,
                    serial: UInt32(truncatingIfNeeded: wall.unixSeconds),
                    refresh: soa.refresh.dnsSeconds, retry: soa.retry.dnsSeconds,
                    expire: soa.expire.dnsSeconds, minimum: minimum)))
    }

    mutating func answerStartOfAuthority(random: inout RandomStream) {
        let servers = nameServers(random: &random)
        reply.answers = [startOfAuthority]
        reply.authorities = servers.names
        reply.additionals = servers.glue
    }

    /// Up to three healthy servers in random order, and their addresses.
    func nameServers(
        random: inout RandomStream
    ) -> (names: [DNSRecord], glue: [DNSRecord]) {
        let instances = catalog.instances(ofService: "consul")
        var order = candidates(among: instances, tag: nil)
        random.shuffle(&order)
        let ttl = configuration.nodeTTL.dnsSeconds
        var names: [DNSRecord] = []
        var glue: [DNSRecord] = []
        for candidate in order {
            guard names.count < 3 else { break }
            guard let node = catalog.node(named: instances[candidate.index].node),
                node.name.utf8.allSatisfy(\.isInHostName),
                let target = DNSName(node.name.lowercased(), below: zone.nodes)
            else { continue }
            names.append(DNSRecord(name: zone.domain, ttl: ttl, data: .ns(target)))
            glue += nodeRecords(node, type: .any, name: target, random: &random)
        }
        return (names, glue)
    }
}

extension UInt8 {
    /// Whether a server with this character in its name is given as a name server: Consul passes
    /// over all but letters, digits and hyphens.
    fileprivate var isInHostName: Bool {
        switch self {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"): true
        default: false
        }
    }
}
