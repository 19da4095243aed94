import LabDNS
import LabNetwork

extension DNSLookup {
    /// Questions of other types about nodes get an empty answer, whether the node exists or not.
    func isAnsweredForNodes(_ type: DNSRecordType) -> Bool {
        type == .a || type == .aaaa || type == .any || type == .txt
    }

    /// Answers for a node (spec 3.4); its health does not matter.
    mutating func answerNode(_ name: String, random: inout RandomStream) {
        guard let node = catalog.node(named: name) else {
            denyName()
            return
        }
        if question.type != .txt {
            reply.answers = nodeRecords(
                node, type: question.type, name: question.name, random: &random)
        }
        let ttl = configuration.nodeTTL.dnsSeconds
        if question.type == .txt || question.type == .any {
            reply.answers += metaRecords(node, name: question.name, ttl: ttl)
        } else if configuration.addsNodeMeta {
            reply.additionals += metaRecords(node, name: question.name, ttl: ttl)
        }
    }

    /// The address of a node, or the name that stands for it and where that leads.
    func nodeRecords(
        _ node: CatalogNode, type: DNSRecordType, name: DNSName, random: inout RandomStream
    ) -> [DNSRecord] {
        let choice = DNSAddressChoice(usesWANAddresses: usesWANAddresses, type: type)
        let ttl = configuration.nodeTTL.dnsSeconds
        guard let address = DNSAddress(choice.address(of: node)) else { return [] }
        if case .host(let target) = address {
            return [DNSRecord(name: name, ttl: ttl, data: .cname(target))]
                + following(target, random: &random)
        }
        return address.data(for: type).map { [DNSRecord(name: name, ttl: ttl, data: $0)] } ?? []
    }

    /// A TXT record for each pair of a node's metadata.
    func metaRecords(_ node: CatalogNode, name: DNSName, ttl: UInt32) -> [DNSRecord] {
        node.meta.map {
            DNSRecord(name: name, ttl: ttl, data: .txt(NodeMetaText.strings(of: $0)))
        }
    }

    /// Answers for an address that its name spells (spec 3.6): 8 digits are IPv4 and 32 IPv6, one
    /// digit more is malformed, and other lengths get an empty answer.
    mutating func answerAddress(_ label: ArraySlice<UInt8>) {
        guard label.count / 2 == 4 || label.count / 2 == 16 else { return }
        var address = IPv6Address(high: 0, low: 0)
        for byte in label {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                denyName()
                return
            }
            address.high = address.high << 4 | address.low >> 60
            address.low = address.low << 4 | UInt64(digit)
        }
        guard label.count % 2 == 0 else {
            denyName()
            return
        }
        let data: DNSRecordData =
            label.count == 8
            ? .a(IPv4Address(bits: UInt32(truncatingIfNeeded: address.low))) : .aaaa(address)
        reply.answers.append(
            DNSRecord(name: question.name, ttl: configuration.nodeTTL.dnsSeconds, data: data))
    }

    /// What a name leads to: inside the own domain the answer to a question for everything, over
    /// UDP and so cut like one; nothing elsewhere, as there are no recursors.
    func following(_ target: DNSName, random: inout RandomStream) -> [DNSRecord] {
        guard depth > 0, let domainLength = zone.domainLength(of: target) else { return [] }
        let question = DNSQuestion(name: target, type: .any)
        var next = DNSLookup(
            interface: interface, catalog: catalog,
            query: DNSMessage(id: query.id, question: question), question: question,
            domainLength: domainLength, isOverTCP: false, wall: wall)
        next.depth = depth - 1
        next.usesWANAddresses = usesWANAddresses
        return next.run(random: &random) == nil ? next.reply.answers : []
    }
}
