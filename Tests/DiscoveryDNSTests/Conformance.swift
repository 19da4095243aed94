import LabDNS
import LabPrograms
import Testing

/// One case of the conformance matrix: a question and all that comes back.
struct Conformance: Sendable, CustomTestStringConvertible {
    var id: String
    var question: String
    var code = DNSResponseCode.noError
    var answers: [String] = []
    /// Whether the SOA record is the authority section, which is empty otherwise.
    var hasAuthority = false
    var additionals: [String] = []

    init(
        _ id: String, _ question: String, _ answers: [String], additionals: [String] = []
    ) {
        self.id = id
        self.question = question
        self.answers = answers
        self.additionals = additionals
    }

    /// A name that does not exist.
    static func missing(_ id: String, _ question: String) -> Conformance {
        var one = Conformance(id, question, [])
        one.code = .nxDomain
        one.hasAuthority = true
        return one
    }

    /// A name that exists, without such a record.
    static func noData(_ id: String, _ question: String) -> Conformance {
        var one = Conformance(id, question, [])
        one.hasAuthority = true
        return one
    }

    /// Another response code, and nothing else.
    static func failing(_ id: String, _ question: String, _ code: DNSResponseCode) -> Conformance {
        var one = Conformance(id, question, [])
        one.code = code
        return one
    }

    var testDescription: String { "\(id) \(question)" }

    func check(_ asking: Asking) throws {
        var asking = asking
        let reply = try asking.ask(question)
        #expect(reply.responseCode == code)
        #expect(reply.answers.texts == answers.sorted())
        #expect(reply.authorities.texts == (hasAuthority ? [authority] : []))
        #expect(reply.additionals.texts == additionals.sorted())
    }
}
