import LabDNS

/// What a packet is to a DNS server, before anything is looked up.
///
/// The rules are those of the library that Consul 1.8 uses: a reply and what is shorter than a
/// header are ignored, other opcodes than QUERY and NOTIFY are not implemented, and counts that
/// no query has are malformed, as is what can't be read.
enum DNSRequest {
    /// A query, perhaps without a question.
    case query(DNSMessage)
    /// Something that is answered as it is.
    case rejected(DNSMessage)
    /// Something that is not answered.
    case ignored

    init(_ packet: [UInt8]) {
        guard let header = DNSHeader(of: packet), !header.isResponse else {
            self = .ignored
            return
        }
        guard header.opcode == .query || header.opcode == .notify else {
            self = .rejected(DNSRequest.rejection(header, .notImp, opcode: header.opcode))
            return
        }
        let malformed = DNSRequest.rejection(header, .formErr, opcode: .query)
        guard header.questionCount == 1, header.answerCount <= 1, header.authorityCount <= 1,
            header.additionalCount <= 2
        else {
            self = .rejected(malformed)
            return
        }
        guard let message = try? DNSMessage(decoding: packet), message.hasReadableClientSubnet
        else {
            self = .rejected(malformed)
            return
        }
        self = .query(message)
    }

    /// The header comes back with the other bits as they were.
    private static func rejection(
        _ header: DNSHeader, _ code: DNSResponseCode, opcode: DNSOpcode
    ) -> DNSMessage {
        var reply = DNSMessage(header)
        reply.isResponse = true
        reply.isAuthoritative = false
        reply.opcode = opcode
        reply.responseCode = code
        return reply
    }
}

extension DNSMessage {
    /// The first client subnet option of the query (RFC 7871).
    var clientSubnet: DNSClientSubnet? {
        guard let edns, !edns.options.isEmpty else { return nil }
        return edns.options.first { $0.code == DNSClientSubnet.optionCode }
            .flatMap { DNSClientSubnet($0) }
    }

    /// A client subnet that breaks RFC 7871, 7.1.1, makes the query malformed.
    fileprivate var hasReadableClientSubnet: Bool {
        guard let edns else { return true }
        return edns.options.allSatisfy {
            $0.code != DNSClientSubnet.optionCode || DNSClientSubnet($0) != nil
        }
    }
}
