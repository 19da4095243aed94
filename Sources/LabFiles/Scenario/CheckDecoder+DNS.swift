import LabModel
import LabNetwork

extension CheckDecoder {
    /// The record types that can be asked for (RFC 1035, 2782, 3596).
    private static let types = [
        "A", "AAAA", "CNAME", "NS", "PTR", "SOA", "SRV", "TXT", "MX", "ANY",
    ]
    /// The types whose answers are hosts.
    private static let addressTypes: Set<String> = ["A", "AAAA", "SRV", "ANY"]
    /// The response codes that a server can give (RFC 1035, 4.1.1).
    private static let codes = [
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
    ]

    func dns(_ fields: Fields) -> DNSCheck? {
        guard let query = query(fields) else { return nil }
        var check = DNSCheck(query: query)
        check.type = word("type", of: Self.types, fields) ?? "A"
        check.from = context.host("from", fields)
        check.server = server(fields)
        let isAddressed = Self.addressTypes.contains(check.type)
        func answers(_ key: String) -> [String]? {
            fields.list(key).map { context.instances.answers($0, isAddressed: isAddressed) }
        }
        check.answers = answers("answers")
        check.contains = answers("contains") ?? []
        check.excludes = answers("excludes") ?? []
        check.count = fields.bound("count")
        check.rcode = word("rcode", of: Self.codes, fields)
        check.ttl = fields["ttl"].flatMap(timeToLive)
        check.authoritative = fields.flag("authoritative")
        check.truncated = fields.flag("truncated")
        check.transport = fields.choice("transport").flatMap(DNSCheck.Transport.init) ?? .udp
        check.distribution = fields.object("distribution").flatMap(distribution)
        checkContradictions(check, fields)
        return check
    }

    private func query(_ fields: Fields) -> String? {
        guard let node = fields["query"], let text = read.text(node, expected: "a name") else {
            return nil
        }
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { (1...63).contains($0.utf8.count) }
        if !isName && text != "." || name.utf8.count > 253 || text.contains(where: \.isWhitespace) {
            diagnostics.report(
                "'\(text)' is no name of DNS: labels have 1 to 63 characters", at: node)
        }
        return text
    }

    /// One of some words in capitals, whichever case it is written in.
    private func word(_ key: String, of words: [String], _ fields: Fields) -> String? {
        fields[key].flatMap { read.choice($0, of: words, ignoringCase: true) }
    }

    private func server(_ fields: Fields) -> Target? {
        guard let target = context.host("server", fields) else { return nil }
        if case .name(let name) = target, let index = context.index, index.hasHost(name),
            !index.hasAgent(name), let node = fields["server"]
        {
            diagnostics.report("\(name) runs no discovery agent to ask", at: node)
        }
        return target
    }

    /// A time to live, which DNS counts in whole seconds, so that a bare number can be told.
    private func timeToLive(_ node: FileNode) -> Bound? {
        if let text = node.text, let bound = try? Literal.bound(text, of: .number),
            case .number(let seconds) = bound.amount, seconds <= 4_294_967_295
        {
            let length = Interval(nanoseconds: Int64(seconds * 1_000_000_000))
            return Bound(bound.comparison, .interval(length))
        }
        return read.bound(node, of: .interval)
    }

    private func distribution(_ fields: Fields) -> DNSCheck.Distribution? {
        guard let samples = fields.integer("samples"),
            let tolerance = fields.percentage("tolerance")
        else { return nil }
        return DNSCheck.Distribution(samples: samples, tolerance: tolerance)
    }

    /// Reports what no answer could be at once.
    private func checkContradictions(_ check: DNSCheck, _ fields: Fields) {
        if let code = check.rcode, code != "NOERROR" {
            for (key, expected) in [("answers", check.answers ?? []), ("contains", check.contains)]
            where !expected.isEmpty {
                fields.report("there are no answers with \(code)", at: key)
            }
            if check.distribution != nil {
                fields.report("there are no answers with \(code)", at: "distribution")
            }
        }
        let wanted = check.contains + (check.answers ?? [])
        if let both = wanted.first(where: check.excludes.contains) {
            fields.report("'\(both)' can't be there and be excluded", at: "excludes")
        }
        if let answers = check.answers {
            if let missing = check.contains.first(where: { !answers.contains($0) }) {
                fields.report("'\(missing)' is not among 'answers'", at: "contains")
            }
            if let count = check.count, !count.holds(Double(Set(answers).count)) {
                fields.report("'answers' has \(answers.count)", at: "count")
            }
        }
    }
}
