import LabDNS

/// The names of an agent's zone, made once and shared by the work on every query.
final class DNSZone: Sendable {
    /// The domain in lower case.
    let domain: DNSName
    /// The second domain.
    let alternative: DNSName?
    /// The agent's datacenter in lower case.
    let datacenter: String
    /// `ns.<domain>`
    let primaryServer: DNSName
    /// `hostmaster.<domain>`
    let mailbox: DNSName
    /// `node.<datacenter>.<domain>`
    let nodes: DNSName
    /// `service.<datacenter>.<domain>`
    let services: DNSName
    /// `addr.<datacenter>.<domain>`
    let addresses: DNSName

    /// `arpa.`, the zone of reverse names (RFC 3172).
    static let reverse = DNSName("arpa", below: .root) ?? .root

    init(domain: DNSName, alternative: DNSName?, datacenter: String) {
        let lowercased = datacenter.lowercased()
        let domain = domain.lowercased
        func name(_ text: String) -> DNSName { DNSName(text, below: domain) ?? domain }
        self.domain = domain
        self.alternative = alternative
        self.datacenter = lowercased
        primaryServer = name("ns")
        mailbox = name("hostmaster")
        nodes = name("node.\(lowercased)")
        services = name("service.\(lowercased)")
        addresses = name("addr.\(lowercased)")
    }

    /// How many octets at the end of a name are the domain or the second one, the longer first;
    /// `nil` where the name is in neither.
    func domainLength(of name: DNSName) -> Int? {
        guard let alternative else {
            return name.isInside(domain) ? domain.wire.count : nil
        }
        let isLonger = alternative.wire.count > domain.wire.count
        for zone in isLonger ? [alternative, domain] : [domain, alternative]
        where name.isInside(zone) {
            return zone.wire.count
        }
        return nil
    }
}
