import LabDNS
import LabModel
import LabNetwork

/// A DNS answer as checks see it.
struct DNSReply {
    let message: DNSMessage
    /// The records that answer the question, each as what it leads to.
    let answers: [FoundAnswer]
    /// The same records' times to live.
    let timesToLive: [UInt32]

    init(_ message: DNSMessage, _ topology: Topology) {
        self.message = message
        let asked = message.questions.first?.type
        let exact = message.answers.filter { $0.type == asked }
        let records = exact.isEmpty ? message.answers : exact
        answers = records.map { DNSReply.found($0.data, in: message, topology) }
        timesToLive = records.map(\.ttl)
    }

    private static func found(
        _ data: DNSRecordData, in message: DNSMessage, _ topology: Topology
    ) -> FoundAnswer {
        switch data {
        case .a(let address): FoundAnswer(text: address.description, address: address)
        case .srv(let service): found(service, in: message, topology)
        case .cname(let name), .ns(let name), .ptr(let name): FoundAnswer(text: name.description)
        case .aaaa(let address): FoundAnswer(text: "\(address)")
        case .txt(let strings):
            FoundAnswer(text: strings.map { String(decoding: $0, as: UTF8.self) }.joined())
        case .mx(let preference, let exchange): FoundAnswer(text: "\(preference) \(exchange)")
        case .soa(let soa):
            FoundAnswer(text: "\(soa.primary) \(soa.mailbox) \(soa.serial)")
        case .unknown(let type, let bytes): FoundAnswer(text: "\(type) of \(bytes.count) bytes")
        }
    }

    /// An SRV record's target as the address that the answer adds, or that its name tells.
    private static func found(
        _ service: DNSService, in message: DNSMessage, _ topology: Topology
    ) -> FoundAnswer {
        var address: IPv4Address?
        for record in message.additionals where record.name.equalsIgnoringCase(service.target) {
            if case .a(let added) = record.data { address = added }
        }
        address = address ?? service.target.toldAddress(in: topology)
        let place = address?.description ?? service.target.description
        return FoundAnswer(text: "\(place):\(service.port)", address: address, port: service.port)
    }
}

extension DNSName {
    /// The address that a name tells, such as `host-1.node.consul` or `c0a83265.addr.consul`.
    fileprivate func toldAddress(in topology: Topology) -> IPv4Address? {
        let texts = labels.map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard let first = texts.first else { return nil }
        if texts.dropFirst().first == "addr", first.utf8.count == 8 {
            return UInt32(first, radix: 16).map(IPv4Address.init(bits:))
        }
        return topology.hosts.first { $0.name.lowercased() == first }?.address
    }
}
