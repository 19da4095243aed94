import LabDNS
import LabNetwork
import LabPrograms
import LabTestSupport
import Testing

/// An agent's DNS interface, a catalog, and a system to ask it on.
struct Asking {
    var catalog = FakeCatalog()
    var configuration = DNSConfiguration()
    var datacenter = "dc1"
    var edns: EDNS?
    var overTCP = false
    var usingWANAddresses = false
    var recursionDesired = true
    var system = RecordingSystem()

    var interface: DNSInterface {
        DNSInterface(configuration: configuration, datacenter: datacenter)
    }

    /// The packet of a question such as `A web.service.consul`.
    func packet(_ question: String) throws -> [UInt8] {
        let words = question.split(separator: " ")
        let type = try #require(DNSRecordType(word: words[0]))
        let name = try #require(DNSName(String(words[1])))
        return DNSMessage(
            id: 0x1234, question: DNSQuestion(name: name, type: type),
            recursionDesired: recursionDesired, edns: edns
        ).encoded()
    }

    mutating func outcome(_ question: String) throws -> DNSOutcome {
        interface.answer(
            try packet(question), overTCP: overTCP, catalog: catalog,
            usingWANAddresses: usingWANAddresses, on: &system)
    }

    /// The bytes of the answer.
    mutating func bytes(_ question: String) throws -> [UInt8] {
        guard case .reply(let bytes) = try outcome(question) else {
            Issue.record("no reply to \(question)")
            return []
        }
        return bytes
    }

    /// The answer.
    mutating func ask(_ question: String) throws -> DNSMessage {
        try DNSMessage(decoding: try bytes(question))
    }
}

extension DNSRecord {
    /// The record without its class, such as `web.service.consul. 0 A 10.0.0.1`.
    var text: String { "\(name) \(ttl) \(type) \(data.text)" }
}

extension DNSRecordData {
    var text: String {
        switch self {
        case .a(let address): "\(address)"
        case .aaaa(let address): "\(address)"
        case .cname(let name), .ns(let name), .ptr(let name): "\(name)"
        case .soa(let soa):
            "\(soa.primary) \(soa.mailbox) \(soa.refresh) \(soa.retry) \(soa.expire) \(soa.minimum)"
        case .srv(let service):
            "\(service.priority) \(service.weight) \(service.port) \(service.target)"
        case .txt(let strings):
            strings.map { "\"" + String(decoding: $0, as: UTF8.self) + "\"" }
                .joined(separator: " ")
        case .mx(let preference, let exchange): "\(preference) \(exchange)"
        case .unknown(_, let bytes): "\(bytes)"
        }
    }
}

extension [DNSRecord] {
    /// The records in an order that does not depend on chance.
    var texts: [String] { map(\.text).sorted() }
}

/// The SOA record that comes with names that do not exist.
let authority = "consul. 0 SOA ns.consul. hostmaster.consul. 3600 600 86400 0"
