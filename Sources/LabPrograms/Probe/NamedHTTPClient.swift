import LabDNS
import LabNetwork
import LabProgram

/// The part of a program that makes HTTP requests to hosts given by address or by name.
///
/// A name is asked for anew for each request, as a program without a cache does, and the first
/// address of the answer is taken; a truncated answer is asked for again over TCP (RFC 7766, 5).
struct NamedHTTPClient {
    /// A request that has come to its end.
    struct Finished {
        /// The number that the caller gave it.
        var tag: UInt64
        /// The answer, or in words why there is none.
        var outcome: Outcome
    }

    enum Outcome {
        case answered(HTTPResponse)
        case failed(String)
    }

    private struct Waiting {
        var host: String
        var port: UInt16
        var question: DNSQuestion
        var request: HTTPRequest
        var deadline: Instant
        var isOverTCP = false
    }

    /// The agent of the host itself; Consul's default DNS port.
    static let agentNameserver = Endpoint(.loopback, 8600)

    private let nameserver: Endpoint
    private var dns: DNSClient
    private var waiting: [UInt64: Waiting] = [:]
    private var tags: [ExchangeID: UInt64] = [:]

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - scope: the scope of its timers.
    ///   - nameserver: who is asked for names.
    init(scope: UInt8, nameserver: Endpoint) {
        self.nameserver = nameserver
        dns = DNSClient(scope: scope)
    }

    /// Makes a request; the caller learns of its end from `handle`.
    ///
    /// - Parameters:
    ///   - request: a `Host` field is added where there is none.
    ///   - host: an IPv4 address or a name.
    ///   - timeout: for everything, the search for the name included.
    ///   - tag: the caller's number for it, none that is still open.
    /// - Returns: why it can't even be asked, in words; `nil` where it is under way.
    mutating func begin(
        _ request: HTTPRequest, host: String, port: UInt16, timeout: Interval, tag: UInt64,
        on system: inout some System
    ) -> String? {
        var request = request
        if request.headers["Host"] == nil {
            request.headers.insert(
                HTTPHeader("Host", port == 80 ? host : "\(host):\(port)"), at: 0)
        }
        if let address = IPv4Address(host) ?? (host == "localhost" ? .loopback : nil) {
            send(request, to: Endpoint(address, port), timeout: timeout, tag: tag, on: &system)
            return nil
        }
        guard let name = DNSName(host) else { return "could not resolve \(host): not a name" }
        let question = DNSQuestion(name: name, type: .a)
        if let reason = dns.ask(
            question, of: nameserver, overTCP: false, timeout: timeout, tag: tag, on: &system)
        {
            return "could not resolve \(host): \(reason)"
        }
        waiting[tag] = Waiting(
            host: host, port: port, question: question, request: request,
            deadline: system.now + timeout)
        return nil
    }

    /// Takes what is the client's own; the end of a request where this was it.
    mutating func handle(_ event: Event, on system: inout some System) -> Finished? {
        if case .response(let exchange, let result) = event {
            guard let tag = tags.removeValue(forKey: exchange) else { return nil }
            switch result {
            case .success(let response): return Finished(tag: tag, outcome: .answered(response))
            case .failure(let failure): return Finished(tag: tag, outcome: .failed(failure.words))
            }
        }
        guard let resolved = dns.handle(event, on: &system) else { return nil }
        return resume(resolved.tag, with: resolved.outcome, on: &system)
    }

    private mutating func send(
        _ request: HTTPRequest, to destination: Endpoint, timeout: Interval, tag: UInt64,
        on system: inout some System
    ) {
        let exchange = system.request(
            request, to: destination, timeouts: HTTPTimeouts(total: timeout))
        tags[exchange] = tag
    }

    private mutating func resume(
        _ tag: UInt64, with outcome: DNSClient.Outcome, on system: inout some System
    ) -> Finished? {
        guard let asked = waiting.removeValue(forKey: tag) else { return nil }
        let left = asked.deadline - system.now
        switch outcome {
        case .failed(let reason):
            return unresolved(tag, asked, reason)
        case .answered(let message) where message.isTruncated && !asked.isOverTCP:
            if let reason = dns.ask(
                asked.question, of: nameserver, overTCP: true, timeout: left, tag: tag, on: &system)
            {
                return unresolved(tag, asked, reason)
            }
            waiting[tag] = asked
            waiting[tag]?.isOverTCP = true
            return nil
        case .answered(let message):
            guard message.responseCode == .noError else {
                return unresolved(tag, asked, message.responseCode.word)
            }
            guard let address = message.firstAddress else {
                return unresolved(tag, asked, "no address")
            }
            send(
                asked.request, to: Endpoint(address, asked.port), timeout: left, tag: tag,
                on: &system)
            return nil
        }
    }

    private func unresolved(_ tag: UInt64, _ asked: Waiting, _ reason: String) -> Finished {
        Finished(tag: tag, outcome: .failed("could not resolve \(asked.host): \(reason)"))
    }
}

extension DNSMessage {
    /// The first IPv4 address among the answers.
    fileprivate var firstAddress: IPv4Address? {
        for record in answers {
            if case .a(let address) = record.data { return address }
        }
        return nil
    }
}
