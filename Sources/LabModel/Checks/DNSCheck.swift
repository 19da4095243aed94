import LabNetwork

/// A question to a discovery server's DNS, and what the answer must be.
public struct DNSCheck: Hashable, Sendable {
    /// How questions travel.
    public enum Transport: String, Sendable {
        case udp, tcp
    }

    /// How even the first answers of many questions must be.
    public struct Distribution: Hashable, Sendable {
        /// How many questions are asked.
        public var samples: Int
        /// How far an answer's share may be from the even one.
        public var tolerance: Probability

        /// Makes a distribution.
        public init(samples: Int, tolerance: Probability) {
            self.samples = samples
            self.tolerance = tolerance
        }
    }

    /// The name asked for.
    public var query: String
    /// The record type asked for, in capitals.
    public var type: String
    /// The host that asks; the first one that is up where there is none.
    public var from: Target?
    /// The host whose agent is asked; the asking host's own where there is none.
    public var server: Target?
    /// What the answers must be as a set: hosts, addresses, `host/service`, other record texts.
    public var answers: [String]?
    /// What must be among the answers.
    public var contains: [String]
    /// What must not be among the answers.
    public var excludes: [String]
    /// How many answers there must be.
    public var count: Bound?
    /// The response code, in capitals; answers alone ask for NOERROR.
    public var rcode: String?
    /// The time to live of every answer.
    public var ttl: Bound?
    /// Whether the answer must be authoritative.
    public var authoritative: Bool?
    /// Whether the answer must be truncated.
    public var truncated: Bool?
    /// How the question travels.
    public var transport: Transport
    /// How even the first answers must be.
    public var distribution: Distribution?

    /// Makes a check that asks only that there be an answer message.
    public init(query: String, type: String = "A") {
        self.query = query
        self.type = type
        contains = []
        excludes = []
        transport = .udp
    }
}
