import LabDNS

extension DNSLookup {
    /// Answers for a reverse name (spec 3.8): the first node of the address, else the first
    /// service that was registered with it.
    ///
    /// Where there is neither, the query would be passed on; with nobody to pass it to the server
    /// fails, as Consul 1.8 does.
    mutating func answerReverse() {
        guard let target = reverseTarget else {
            reply.isAuthoritative = false
            reply.recursionAvailable = true
            reply.responseCode = .servFail
            return
        }
        reply.answers = [DNSRecord(name: question.name, data: .ptr(target))]
        if question.type == .soa { reply.authorities = [startOfAuthority] }
    }

    private var reverseTarget: DNSName? {
        guard let address = reverseAddress else { return nil }
        let nodes = catalog.nodes
        if let node = nodes.first(where: { DNSAddress($0.address) == address }) {
            return DNSName(node.name, below: zone.nodes)
        }
        for node in nodes {
            for service in catalog.services(onNode: node.name)
            where DNSAddress(service.address) == address {
                return DNSName(service.name, below: zone.services)
            }
        }
        return nil
    }

    private var reverseAddress: DNSAddress? {
        if let address = question.name.reverseIPv4 { return .v4(address) }
        return question.name.reverseIPv6.map { DNSAddress($0) }
    }
}
