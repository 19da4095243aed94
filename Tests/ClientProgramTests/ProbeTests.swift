import LabDNS
import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabPrograms

@Suite struct ProbeTests {
    /// A probing host whose network the test plays.
    struct Bench {
        var program = ProbeProgram()
        var system = RecordingSystem()

        mutating func begin(_ request: ProbeRequest, _ id: UInt64 = 1) {
            program.begin(request, id: ProbeID(rawValue: id), on: &system)
        }

        mutating func handle(_ event: Event) { program.handle(event, on: &system) }

        func outcome(_ id: UInt64 = 1) -> ProbeResult.Outcome? {
            program.result(of: ProbeID(rawValue: id))?.outcome
        }

        /// The reply to the oldest query, with A records of these addresses.
        mutating func reply(
            _ addresses: [IPv4Address], code: DNSResponseCode = .noError,
            _ change: (inout DNSMessage) -> Void = { _ in }
        ) throws {
            let sent = system.datagrams.removeFirst()
            let query = try DNSMessage(decoding: sent.payload)
            var reply = query.reply(code)
            reply.answers = addresses.map {
                DNSRecord(name: query.questions[0].name, ttl: 0, data: .a($0))
            }
            change(&reply)
            handle(
                .datagram(
                    Datagram(
                        port: sent.port, source: sent.destination, payload: reply.encoded())))
        }
    }

    static let server = Endpoint(IPv4Address(10, 0, 0, 3), 8600)
    static let address = IPv4Address(10, 0, 0, 7)

    static func question() throws -> DNSQuestion {
        DNSQuestion(name: try #require(DNSName("simple.service.consul.")), type: .a)
    }

    static func dns(overTCP: Bool = false) throws -> ProbeRequest {
        .dns(server: server, question: try question(), overTCP: overTCP, timeout: .seconds(1))
    }

    static func http(_ host: String, port: UInt16 = 80) -> ProbeRequest {
        .http(host: host, port: port, HTTPRequest(target: "/"), timeout: .seconds(2))
    }

    // MARK: DNS

    @Test func aQuestionOverUDPIsAnswered() throws {
        var bench = Bench()
        bench.begin(try Self.dns())
        #expect(bench.system.datagramPorts.count == 1)
        #expect(bench.system.datagrams.first?.destination == Self.server)
        bench.system.now = .start + .milliseconds(3)
        try bench.reply([Self.address])
        guard case .dns(let message) = bench.outcome() else {
            Issue.record("no answer")
            return
        }
        #expect(message.answers.count == 1)
        let result = try #require(bench.program.result(of: ProbeID(rawValue: 1)))
        #expect(result.answeredAt - result.askedAt == .milliseconds(3))
        #expect(bench.system.timers.isEmpty)
        #expect(bench.program.takeFinished() == [ProbeID(rawValue: 1)])
        #expect(bench.program.takeFinished() == [])
    }

    @Test func silenceTimesOutExactlyAndNothingIsAskedAgain() throws {
        var bench = Bench()
        bench.begin(try Self.dns())
        if let token = bench.system.popTimer() { bench.handle(.timer(token)) }
        #expect(bench.system.now == .start + .seconds(1))
        #expect(bench.outcome() == .failed("timed out"))
        #expect(bench.system.datagrams.count == 1)
        try bench.reply([Self.address])
        #expect(bench.outcome() == .failed("timed out"))
    }

    @Test func whatDoesNotFitTheQuestionIsIgnored() throws {
        var bench = Bench()
        bench.begin(try Self.dns())
        let sent = bench.system.datagrams[0]
        let query = try DNSMessage(decoding: sent.payload)
        var otherID = query.reply()
        otherID.id ^= 1
        var otherQuestion = query.reply()
        otherQuestion.questions[0].type = .aaaa
        var noQuestion = query.reply()
        noQuestion.questions = []
        let junk: [([UInt8], Endpoint)] = [
            (otherID.encoded(), Self.server), (otherQuestion.encoded(), Self.server),
            (noQuestion.encoded(), Self.server), (query.encoded(), Self.server), ([], Self.server),
            (Array(query.reply().encoded().prefix(14)), Self.server),
            (Array(sent.payload.prefix(2)), Self.server),
            (query.reply().encoded(), Endpoint(Self.address, 8600)),
            (query.reply().encoded(), Endpoint(Self.server.address, 53)),
        ]
        for (payload, source) in junk {
            bench.handle(.datagram(Datagram(port: sent.port, source: source, payload: payload)))
            #expect(bench.outcome() == nil)
        }
        try bench.reply([])
        #expect(bench.outcome() != nil)
    }

    @Test(arguments: 1...20)
    func randomBytesAreNoAnswerAndNeverTrap(seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed))
        var bench = Bench()
        bench.begin(try Self.dns())
        bench.begin(try Self.dns(overTCP: true), 2)
        let sent = bench.system.datagrams[0]
        let connection = bench.system.connections[0].id
        for _ in 0..<50 {
            var bytes = (0..<random.next(below: 80)).map { _ in UInt8(random.next(below: 256)) }
            if bytes.count > 2 { bytes.replaceSubrange(0..<2, with: sent.payload[0..<2]) }
            bench.handle(
                .datagram(Datagram(port: sent.port, source: Self.server, payload: bytes)))
            bench.handle(.received(connection, bytes))
        }
        for id in [1, 2] as [UInt64] {
            guard case .dns(let message) = bench.outcome(id) else { continue }
            #expect(message.answers.isEmpty)
            #expect([.formErr, .notImp].contains(message.responseCode))
        }
    }

    @Test func aQuestionOverTCPIsAnsweredHoweverItIsCut() throws {
        var bench = Bench()
        bench.begin(try Self.dns(overTCP: true))
        let connection = bench.system.connections[0]
        #expect(connection.destination == Self.server)
        let frame = try #require(bench.system.sentBytes[connection.id])
        let query = try DNSMessage(decoding: Array(frame.dropFirst(2)))
        let reply = try #require(DNSStream.frame(query.reply(.nxDomain).encoded()))
        bench.handle(.connected(connection.id))
        for byte in reply { bench.handle(.received(connection.id, [byte])) }
        guard case .dns(let message) = bench.outcome() else {
            Issue.record("no answer")
            return
        }
        #expect(message.responseCode == .nxDomain)
        #expect(bench.system.closedConnections == [connection.id])
        #expect(bench.system.timers.isEmpty)
    }

    @Test(arguments: [
        (CloseReason.refused, "refused"), (.finished, "closed without an answer"),
        (.reset, "reset"), (.timedOut, "timed out"), (.unreachable, "unreachable"),
    ])
    func aConnectionThatEndsIsNoAnswer(reason: CloseReason, words: String) throws {
        var bench = Bench()
        bench.begin(try Self.dns(overTCP: true))
        bench.handle(.closed(bench.system.connections[0].id, reason))
        #expect(bench.outcome() == .failed(words))
    }

    @Test func manyQuestionsAtOnceKeepApart() throws {
        var bench = Bench()
        for id in 1...500 { bench.begin(try Self.dns(), UInt64(id)) }
        let ids = bench.system.datagrams.map { Array($0.payload.prefix(2)) }
        #expect(Set(ids).count == 500)
        for number in 1...500 {
            try bench.reply([IPv4Address(bits: UInt32(number))])
        }
        for id in 1...500 {
            guard case .dns(let message) = bench.outcome(UInt64(id)) else {
                Issue.record("no answer to \(id)")
                return
            }
            #expect(message.answers.first?.data == .a(IPv4Address(bits: UInt32(id))))
        }
        #expect(bench.program.takeFinished().count == 500)
    }

    // MARK: HTTP

    @Test func anAddressIsAskedDirectlyWithAHostField() {
        var bench = Bench()
        bench.begin(Self.http("10.0.0.7", port: 8080))
        #expect(bench.system.datagrams.isEmpty)
        #expect(bench.system.requests.first?.destination == Endpoint(Self.address, 8080))
        #expect(bench.system.requests.first?.request.headers["Host"] == "10.0.0.7:8080")
        let id = bench.system.requests[0].id
        let response = HTTPResponse(status: 503, text: "x")
        bench.handle(.response(id, .success(response)))
        #expect(bench.outcome() == .http(response))
    }

    @Test func aNameIsAskedOfTheAgentOnTheHost() throws {
        var bench = Bench()
        bench.begin(Self.http("simple.service.consul"))
        #expect(bench.system.datagrams.first?.destination == Endpoint(.loopback, 8600))
        bench.system.now = .start + .milliseconds(500)
        try bench.reply([Self.address, Self.server.address])
        let sent = try #require(bench.system.requests.first)
        #expect(sent.destination == Endpoint(Self.address, 80))
        #expect(sent.request.headers["Host"] == "simple.service.consul")
        #expect(sent.timeouts.total == .milliseconds(1_500))
        bench.handle(.response(sent.id, .failure(.connectTimedOut)))
        #expect(bench.outcome() == .failed("timed out"))
    }

    @Test func aGivenHostFieldIsKept() {
        var bench = Bench()
        let request = HTTPRequest(target: "/", headers: [HTTPHeader("host", "nginx-80.x")])
        bench.begin(.http(host: "10.0.0.7", port: 80, request, timeout: .seconds(1)))
        #expect(bench.system.requests.first?.request.headers == request.headers)
    }

    @Test func aNameThatHasNoAddressIsSaidSo() throws {
        var bench = Bench()
        bench.begin(Self.http("a.consul"), 1)
        bench.begin(Self.http("b.consul"), 2)
        bench.begin(Self.http("c.consul"), 3)
        bench.begin(Self.http("..", port: 80), 4)
        try bench.reply([], code: .nxDomain)
        try bench.reply([])
        for _ in 0..<2 {
            if let token = bench.system.popTimer() { bench.handle(.timer(token)) }
        }
        #expect(bench.outcome(1) == .failed("could not resolve a.consul: NXDOMAIN"))
        #expect(bench.outcome(2) == .failed("could not resolve b.consul: no address"))
        #expect(bench.outcome(3) == .failed("could not resolve c.consul: timed out"))
        #expect(bench.outcome(4) == .failed("could not resolve ..: not a name"))
    }

    @Test func aTruncatedAnswerIsAskedForAgainOverTCP() throws {
        var bench = Bench()
        bench.begin(Self.http("simple.service.consul"))
        try bench.reply([]) { $0.isTruncated = true }
        let connection = try #require(bench.system.connections.first)
        let frame = try #require(bench.system.sentBytes[connection.id])
        var reply = try DNSMessage(decoding: Array(frame.dropFirst(2))).reply()
        reply.answers = [DNSRecord(name: reply.questions[0].name, ttl: 0, data: .a(Self.address))]
        bench.handle(.received(connection.id, DNSStream.frame(reply.encoded()) ?? []))
        #expect(bench.system.requests.first?.destination == Endpoint(Self.address, 80))
    }

    // MARK: TCP and ping

    @Test func aConnectionThatStandsIsReachedAndClosed() {
        var bench = Bench()
        bench.begin(.tcp(Self.server, timeout: .seconds(1)), 1)
        bench.begin(.tcp(Self.server, timeout: .seconds(1)), 2)
        let ids = bench.system.connections.map(\.id)
        bench.handle(.connected(ids[0]))
        bench.handle(.closed(ids[1], .refused))
        #expect(bench.outcome(1) == .reached)
        #expect(bench.outcome(2) == .failed("refused"))
        #expect(bench.system.closedConnections == [ids[0]])
    }

    @Test func anEchoComesBackOrNot() {
        var bench = Bench()
        bench.begin(.ping(Self.address, timeout: .seconds(1)), 1)
        bench.begin(.ping(Self.address, timeout: .seconds(1)), 2)
        bench.handle(.pong(bench.system.pings[0].id, true))
        bench.handle(.pong(bench.system.pings[1].id, false))
        #expect(bench.outcome(1) == .reached)
        #expect(bench.outcome(2) == .failed("timed out"))
    }

    @Test func whatIsForgottenLeavesNothingBehind() throws {
        var bench = Bench()
        bench.begin(try Self.dns())
        bench.program.forget(ProbeID(rawValue: 1))
        try bench.reply([Self.address])
        #expect(bench.outcome() == nil)
        #expect(bench.program.takeFinished() == [])
    }
}
