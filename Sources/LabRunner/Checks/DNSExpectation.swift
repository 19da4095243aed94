import LabDNS
import LabModel

/// What a DNS check asks of an answer, its names resolved.
struct DNSExpectation {
    private let check: DNSCheck
    private let answers: [InstanceMatcher]?
    private let contained: [InstanceMatcher]
    private let excluded: [InstanceMatcher]

    init(_ check: DNSCheck, _ context: CheckContext, asker: String?) {
        self.check = check
        let withPorts = check.type == "SRV"
        answers = check.answers.map {
            context.matchers($0, withPorts: withPorts, asker: asker)
        }
        contained = context.matchers(check.contains, withPorts: withPorts, asker: asker)
        excluded = context.matchers(check.excludes, withPorts: withPorts, .all, asker: asker)
    }

    /// Whether a reply with these answers is what is asked for.
    func holds(_ reply: DNSReply, _ found: [FoundAnswer]) -> Bool {
        let message = reply.message
        guard allowsCode(message.responseCode.word), answers?.equal(found) ?? true,
            contained.allSatisfy({ found.contains(where: $0.matches) }),
            !excluded.contains(where: { found.contains(where: $0.matches) }),
            check.count?.holds(Double(found.count)) ?? true
        else { return false }
        if let ttl = check.ttl {
            guard !reply.timesToLive.isEmpty,
                reply.timesToLive.allSatisfy({ ttl.holds(seconds: $0) })
            else { return false }
        }
        return (check.authoritative ?? message.isAuthoritative) == message.isAuthoritative
            && (check.truncated ?? message.isTruncated) == message.isTruncated
    }

    /// Answers ask for NOERROR; asking for none is content with NXDOMAIN as well.
    private func allowsCode(_ word: String) -> Bool {
        if let rcode = check.rcode { return word == rcode }
        if answers?.isEmpty == false || !contained.isEmpty || check.ttl != nil
            || check.distribution != nil
        {
            return word == "NOERROR"
        }
        guard answers != nil || !excluded.isEmpty || check.count != nil else { return true }
        return word == "NOERROR" || word == "NXDOMAIN"
    }

    /// What is asked for, in words.
    var words: String {
        var parts: [String] = []
        if let rcode = check.rcode { parts.append(rcode) }
        if let answers { parts.append(answers.isEmpty ? "no records" : answers.words) }
        if !contained.isEmpty { parts.append("among others \(contained.words)") }
        if !excluded.isEmpty { parts.append("not \(excluded.words)") }
        if let count = check.count { parts.append("\(count) records") }
        if let ttl = check.ttl { parts.append("a TTL of \(ttl)") }
        if let value = check.authoritative { parts.append(value ? "AA" : "no AA") }
        if let value = check.truncated { parts.append(value ? "TC" : "no TC") }
        if let distribution = check.distribution {
            let percent = Bound(.equal, .share(distribution.tolerance))
            parts.append("each first equally often within \(percent)")
        }
        return parts.isEmpty ? "an answer" : parts.joined(separator: ", ")
    }

    /// A reply in words: its records, or its code where there are none, and what else is asked for.
    func text(_ reply: DNSReply) -> String {
        let code = reply.message.responseCode.word
        var parts: [String] = []
        if code != "NOERROR" { parts.append(code) }
        if !reply.answers.isEmpty { parts.append(reply.answers.words) }
        if parts.isEmpty { parts.append("NOERROR without records") }
        if check.count != nil { parts.append("\(reply.answers.count) records") }
        if check.ttl != nil, !reply.timesToLive.isEmpty {
            let times = Set(reply.timesToLive).sorted().map { "\($0)s" }
            parts.append("a TTL of " + times.joined(separator: " and "))
        }
        if check.authoritative != nil {
            parts.append(reply.message.isAuthoritative ? "AA" : "no AA")
        }
        if check.truncated != nil { parts.append(reply.message.isTruncated ? "TC" : "no TC") }
        return parts.joined(separator: ", ")
    }
}
