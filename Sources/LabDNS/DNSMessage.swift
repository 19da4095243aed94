/// A DNS message (RFC 1035, 4.1).
public struct DNSMessage: Hashable, Sendable {
    /// The number that a reply repeats.
    public var id: UInt16
    /// Whether it is a reply.
    public var isResponse = false
    /// The kind of query.
    public var opcode = DNSOpcode.query
    /// Whether the server is an authority for the name (AA).
    public var isAuthoritative = false
    /// Whether something was cut off (TC).
    public var isTruncated = false
    /// Whether the client wants the server to ask others (RD).
    public var recursionDesired = false
    /// Whether the server would ask others (RA).
    public var recursionAvailable = false
    /// Whether all data was verified (AD; RFC 4035, 3.2.3).
    public var isAuthenticData = false
    /// Whether the client does not want verification (CD; RFC 4035, 3.2.2).
    public var isCheckingDisabled = false
    /// How the query went.
    public var responseCode = DNSResponseCode.noError
    /// What is asked.
    public var questions: [DNSQuestion] = []
    /// The answers.
    public var answers: [DNSRecord] = []
    /// The records that point to an authority.
    public var authorities: [DNSRecord] = []
    /// The further records, without the OPT record.
    public var additionals: [DNSRecord] = []
    /// What the OPT record says, where there is one.
    public var edns: EDNS?

    /// Makes an empty message.
    public init(id: UInt16) { self.id = id }

    /// Makes a query of one question.
    public init(
        id: UInt16, question: DNSQuestion, recursionDesired: Bool = true, edns: EDNS? = nil
    ) {
        self.id = id
        self.recursionDesired = recursionDesired
        questions = [question]
        self.edns = edns
    }

    /// The beginning of a reply: the same number, opcode and first question; RD and CD as they
    /// were where it is a standard query.
    public func reply(_ code: DNSResponseCode = .noError) -> DNSMessage {
        var reply = DNSMessage(id: id)
        reply.isResponse = true
        reply.opcode = opcode
        reply.responseCode = code
        if opcode == .query {
            reply.recursionDesired = recursionDesired
            reply.isCheckingDisabled = isCheckingDisabled
        }
        reply.questions = questions.count > 1 ? [questions[0]] : questions
        return reply
    }
}
