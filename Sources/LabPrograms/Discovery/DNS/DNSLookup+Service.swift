import LabDNS
import LabNetwork

/// An instance that may be given out, and how well it is.
struct DNSCandidate {
    var index: Int
    var status: HealthStatus
}

/// What makes an SRV record the same as another.
private struct ServicePlace: Hashable {
    var node: String
    var address: String
    var port: UInt16
}

extension DNSLookup {
    /// The most records that follow a host name for a client without EDNS: Consul's
    /// `maxRecurseRecords`.
    private static var maximumFollowing: Int { 5 }

    /// Answers for a service (spec 3.5): the order is random before anything is cut.
    mutating func answerService(_ name: String, tag: String?, random: inout RandomStream) {
        let instances = catalog.instances(ofService: name)
        var order = candidates(among: instances, tag: tag)
        if order.isEmpty {
            denyName()
            return
        }
        random.shuffle(&order)
        let ttl = configuration.ttl(ofService: name).dnsSeconds
        if question.type == .srv {
            addServices(instances, order, ttl: ttl, random: &random)
        } else {
            addAddresses(instances, order, ttl: ttl, random: &random)
        }
        trim()
        if reply.answers.isEmpty && !reply.isTruncated {
            reply.authorities.append(startOfAuthority)
        }
    }

    /// Which instances carry the tag and are healthy enough to be given out.
    func candidates(among instances: [CatalogService], tag: String?) -> [DNSCandidate] {
        let worst = configuration.answersOnlyPassing ? HealthStatus.passing : .warning
        var candidates: [DNSCandidate] = []
        candidates.reserveCapacity(instances.count)
        for index in instances.indices {
            if let tag, !instances[index].tags.contains(where: { $0.equalsIgnoringCase(tag) }) {
                continue
            }
            let status = catalog.status(of: instances[index])
            if status <= worst { candidates.append(DNSCandidate(index: index, status: status)) }
        }
        return candidates
    }

    /// Adds one address an instance, each once; a host name only where there is no address.
    private mutating func addAddresses(
        _ instances: [CatalogService], _ order: [DNSCandidate], ttl: UInt32,
        random: inout RandomStream
    ) {
        var seen = SeenElements<DNSRecordData>()
        var alias: [DNSRecord] = []
        for candidate in order {
            let instance = instances[candidate.index]
            guard let node = catalog.node(named: instance.node),
                let address = serviceAddress(instance, on: node)?.address
            else { continue }
            if case .host(let target) = address {
                guard alias.isEmpty else { continue }
                alias = [DNSRecord(name: question.name, ttl: ttl, data: .cname(target))]
                alias += limited(following(target, random: &random), ttl: ttl)
                continue
            }
            guard let data = address.data(for: question.type) else { continue }
            if order.count > 1, !seen.insert(data) { continue }
            reply.answers.append(DNSRecord(name: question.name, ttl: ttl, data: data))
            if reply.answers.count == configuration.addressLimit { break }
        }
        if reply.answers.isEmpty { reply.answers = alias }
    }

    private mutating func addServices(
        _ instances: [CatalogService], _ order: [DNSCandidate], ttl: UInt32,
        random: inout RandomStream
    ) {
        let choice = DNSAddressChoice(usesWANAddresses: usesWANAddresses, type: .any)
        var seen = SeenElements<ServicePlace>()
        for candidate in order {
            let instance = instances[candidate.index]
            let port = choice.port(of: instance)
            let place = ServicePlace(
                node: instance.node, address: choice.address(of: instance), port: port)
            guard seen.insert(place), let node = catalog.node(named: instance.node)
            else { continue }
            let isWarning = candidate.status == .warning
            let service = DNSService(
                priority: 1, weight: isWarning ? instance.warningWeight : instance.passingWeight,
                port: port, target: .root)
            add(service, of: instance, on: node, ttl: ttl, random: &random)
            guard configuration.addsNodeMeta, !node.meta.isEmpty,
                let name = DNSName(node.name, below: zone.nodes)
            else { continue }
            reply.additionals += metaRecords(node, name: name, ttl: ttl)
        }
    }

    /// Adds an SRV record, whose target is found here, and the target's address (spec 3.6).
    private mutating func add(
        _ service: DNSService, of instance: CatalogService, on node: CatalogNode, ttl: UInt32,
        random: inout RandomStream
    ) {
        guard let (address, isNode) = serviceAddress(instance, on: node) else { return }
        var service = service
        if case .host(let name) = address {
            service.target = name
            reply.additionals += limited(following(name, random: &random), ttl: ttl)
        } else {
            let name =
                isNode
                ? DNSName(node.name, below: zone.nodes)
                : address.hexadecimal.flatMap { DNSName($0, below: zone.addresses) }
            guard let name, let data = address.data(for: .srv) else { return }
            service.target = name
            reply.additionals.append(DNSRecord(name: name, ttl: ttl, data: data))
        }
        reply.answers.append(DNSRecord(name: question.name, ttl: ttl, data: .srv(service)))
    }

    /// The address of an instance, and whether it is its node's own under the node's name.
    ///
    /// A host name that is the question's own gives way to the node's address.
    private func serviceAddress(
        _ instance: CatalogService, on node: CatalogNode
    ) -> (address: DNSAddress, isNode: Bool)? {
        let choice = DNSAddressChoice(usesWANAddresses: usesWANAddresses, type: question.type)
        let own = choice.address(of: instance)
        if own.isEmpty {
            let text = choice.address(of: node)
            return DNSAddress(text).map { ($0, text == node.address) }
        }
        guard let address = DNSAddress(own) else { return nil }
        if case .host(let name) = address, name == question.name,
            let nodeAddress = DNSAddress(choice.address(of: node)), nodeAddress.hexadecimal != nil
        {
            return (nodeAddress, true)
        }
        return (address, false)
    }

    /// The addresses and aliases among records, kept as long as the service's own.
    private func limited(_ records: [DNSRecord], ttl: UInt32) -> [DNSRecord] {
        var kept = records.filter { $0.type == .a || $0.type == .aaaa || $0.type == .cname }
        if query.edns == nil { kept = Array(kept.prefix(DNSLookup.maximumFollowing)) }
        for index in kept.indices { kept[index].ttl = ttl }
        return kept
    }
}
