import LabDNS
import LabProgram

extension DNSInterface {
    /// The name that a packet asks for; `nil` where it is no query that would be looked up.
    public static func questionName(of packet: [UInt8]) -> DNSName? {
        guard case .query(let query) = DNSRequest(packet) else { return nil }
        return query.questions.first?.name
    }

    /// Answers a packet with a lie; what is no query is answered as ever.
    ///
    /// - Returns: `nil` where the truth is to be told: a cut answer makes no sense over TCP.
    public func falseAnswer(
        _ answer: DNSFault.Answer, to packet: [UInt8], overTCP: Bool, on system: inout some System
    ) -> DNSOutcome? {
        if answer == .drop { return .drop }
        guard case .query(let query) = DNSRequest(packet), let question = query.questions.first
        else { return nil }
        var lookup = DNSLookup(
            interface: self, catalog: MissingCatalog(), query: query, question: question,
            domainLength: zone.domainLength(of: question.name), isOverTCP: overTCP,
            wall: system.wallTime)
        switch answer {
        case .nameError:
            lookup.denyName()
        case .serverFailure:
            lookup.reply.responseCode = .servFail
        case .empty:
            lookup.reply.authorities = [lookup.startOfAuthority]
        case .truncate:
            if overTCP { return nil }
            lookup.reply.isTruncated = true
        case .drop:
            return .drop
        }
        return .reply(lookup.encodedReply())
    }
}
