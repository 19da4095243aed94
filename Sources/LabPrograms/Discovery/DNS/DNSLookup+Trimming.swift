import LabDNS

extension DNSLookup {
    /// Cuts the answers to what the transport can carry (spec 3.7).
    mutating func trim() {
        let before = reply.answers.count
        guard before > 1 else { return }
        if isOverTCP { trimForTCP() } else { trimForUDP() }
        if reply.answers.count < before && configuration.marksTruncation {
            reply.isTruncated = true
        }
    }

    private mutating func trimForUDP() {
        // 512 octets is what every client can take (RFC 1035, 4.2.1).
        let size = max(512, Int(query.edns?.payloadSize ?? 0))
        // 8 is Consul's `maxUDPAnswerLimit`.
        let limit = max(0, min(8, configuration.udpAnswerLimit))
        let isCounted = size == 512 && reply.answers.count > limit
        let isCompressed = configuration.compressesNames && !isCounted
        trim(
            to: isCounted ? limit : reply.answers.count, octets: size - 7,
            isCompressed: isCompressed)
    }

    private mutating func trimForTCP() {
        // Consul's limits: what fits into 65,535 octets with room for the header.
        let limit = question.type == .srv ? 1024 : 4096
        trim(
            to: min(limit, reply.answers.count), octets: 65_523,
            isCompressed: configuration.compressesNames)
    }

    /// Keeps as many answers as there may be and as fit, but one where none fits.
    private mutating func trim(to count: Int, octets: Int, isCompressed: Bool) {
        if count == reply.answers.count, reply.uncompressedLength <= octets { return }
        let whole = reply
        let additionals = AdditionalIndex(whole.additionals)
        func cut(_ count: Int) -> DNSMessage {
            if count == whole.answers.count { return whole }
            var message = whole
            message.answers = Array(whole.answers.prefix(count))
            message.additionals = additionals.records(for: message.answers)
            return message
        }
        func fits(_ message: DNSMessage) -> Bool {
            let uncompressed = message.uncompressedLength
            if uncompressed <= octets || !isCompressed { return uncompressed <= octets }
            return message.encoded().count <= octets
        }
        reply = cut(count)
        if count <= 1 || fits(reply) { return }
        var (enough, tooMany) = (1, count)
        while tooMany - enough > 1 {
            let middle = (enough + tooMany) / 2
            if fits(cut(middle)) { enough = middle } else { tooMany = middle }
        }
        reply = cut(enough)
    }
}

/// Finds the additional records that belong to the answers that stay.
///
/// Each name keeps its first record alone, as in Consul 1.8.
private struct AdditionalIndex {
    private let records: [DNSRecord]
    private var first: [DNSName: Int] = [:]

    init(_ records: [DNSRecord]) {
        self.records = records
        for (index, record) in records.enumerated() {
            let name = record.name.lowercased
            if first[name] == nil { first[name] = index }
        }
    }

    /// The records of the targets of the SRV records, aliases followed.
    func records(for answers: [DNSRecord]) -> [DNSRecord] {
        var kept: [DNSRecord] = []
        var seen: Set<DNSName> = []
        for answer in answers {
            guard case .srv(let service) = answer.data else { continue }
            var target = service.target.lowercased
            while seen.insert(target).inserted, let index = first[target] {
                kept.append(records[index])
                guard case .cname(let next) = records[index].data else { break }
                target = next.lowercased
            }
        }
        return kept
    }
}
