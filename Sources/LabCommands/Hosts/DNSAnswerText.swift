import LabDNS
import LabNetwork
import LabPrograms
import LabReport
import LabRunner

/// A DNS answer, much as `dig` shows it.
struct DNSAnswerText {
    let message: DNSMessage
    let question: LabQuestion
    let took: Interval

    private var server: String {
        guard case .dns(let endpoint, _, _, _) = question.request else { return "" }
        return question.server.map { "\($0) (\(endpoint))" } ?? "\(endpoint)"
    }

    private var flags: [String] {
        let all = [
            ("aa", message.isAuthoritative), ("tc", message.isTruncated),
            ("rd", message.recursionDesired), ("ra", message.recursionAvailable),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// One line about the answer, then its records.
    var lines: [String] {
        let count = message.answers.count
        let head =
            ";; \(message.responseCode), \(flags.joined(separator: " ")), "
            + "\(count) answer\(count == 1 ? "" : "s") from \(server) to \(question.host) "
            + "in \(took.secondsText) s"
        var lines = [Console.faint(head)]
        lines += Self.table(message.answers)
        for (name, records) in [
            ("authority", message.authorities), ("additional", message.additionals),
        ] where !records.isEmpty {
            lines += [Console.faint(";; \(name)")] + Self.table(records)
        }
        return lines
    }

    private static func table(_ records: [DNSRecord]) -> [String] {
        let names = records.map { "\($0.name)" }
        let width = names.map(\.count).max() ?? 0
        return zip(names, records).map { name, record in
            let space = String(repeating: " ", count: width - name.count + 2)
            return "\(name)\(space)\(record.ttl)  \(record.type)  \(record.data.words)"
        }
    }

    /// The answer as one JSON object.
    var json: JSONText {
        .object([
            ("rcode", .text("\(message.responseCode)")),
            ("flags", .array(flags.map(JSONText.text))),
            ("server", .text(server)), ("from", .text(question.host)),
            ("seconds", .seconds(took)),
            ("answers", .array(message.answers.map(Self.json))),
            ("authorities", .array(message.authorities.map(Self.json))),
            ("additionals", .array(message.additionals.map(Self.json))),
        ])
    }

    private static func json(_ record: DNSRecord) -> JSONText {
        .object([
            ("name", .text("\(record.name)")), ("type", .text("\(record.type)")),
            ("ttl", .integer(Int64(record.ttl))), ("data", .text(record.data.words)),
        ])
    }
}

extension DNSRecordData {
    /// The data as a master file has it (RFC 1035, 5.1).
    fileprivate var words: String {
        switch self {
        case .a(let address): "\(address)"
        case .aaaa(let address): "\(address)"
        case .cname(let name), .ns(let name), .ptr(let name): "\(name)"
        case .soa(let soa):
            "\(soa.primary) \(soa.mailbox) \(soa.serial) \(soa.refresh) \(soa.retry) "
                + "\(soa.expire) \(soa.minimum)"
        case .srv(let service):
            "\(service.priority) \(service.weight) \(service.port) \(service.target)"
        case .txt(let strings):
            strings.map { "\"\(String(decoding: $0, as: UTF8.self))\"" }.joined(separator: " ")
        case .mx(let preference, let exchange): "\(preference) \(exchange)"
        case .unknown(_, let bytes):
            // RFC 3597, 5: the generic form of data that nobody knows.
            "\\# \(bytes.count) "
                + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
