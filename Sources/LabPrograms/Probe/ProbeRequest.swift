import LabDNS
import LabNetwork
import LabProgram

/// One question, by number.
public struct ProbeID: Hashable, Codable, Sendable {
    /// The number that was given to it.
    public var rawValue: UInt64
    /// Makes a handle of its number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// A question that a check asks from a host.
public enum ProbeRequest: Hashable, Codable, Sendable {
    /// A DNS question to a server; `overTCP` for TCP, else UDP without retry.
    case dns(server: Endpoint, question: DNSQuestion, overTCP: Bool, timeout: Interval)
    /// An HTTP request; a `Host` header is added from `host` where there is none.
    ///
    /// `host` is an address, or a name that the agent on the probing host is asked for by DNS.
    case http(host: String, port: UInt16, HTTPRequest, timeout: Interval)
    /// A TCP connection that is closed at once.
    case tcp(Endpoint, timeout: Interval)
    /// An ICMP echo.
    case ping(IPv4Address, timeout: Interval)
}

/// What came of a question.
public struct ProbeResult: Hashable, Codable, Sendable {
    /// What came back.
    public enum Outcome: Hashable, Codable, Sendable {
        case dns(DNSMessage)
        case http(HTTPResponse)
        /// The connection stood, or the echo came back.
        case reached
        /// Nothing came back, for a reason in words: `refused`, `timed out`, `reset`, …
        case failed(String)
    }

    /// What came back.
    public var outcome: Outcome
    /// When the question was asked.
    public var askedAt: Instant
    /// When the answer was complete or given up.
    public var answeredAt: Instant

    /// Makes a result.
    public init(outcome: Outcome, askedAt: Instant, answeredAt: Instant) {
        self.outcome = outcome
        self.askedAt = askedAt
        self.answeredAt = answeredAt
    }
}
