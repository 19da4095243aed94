import LabDNS
import LabNetwork
import LabProgram
import LabTestSupport
import Testing

@testable import LabAgent

/// The resolver of a host, without a host.
@Suite struct ResolverTests {
    private static let discovery = Endpoint(.loopback, 8600)
    private static let client = Endpoint(.loopback, 40_000)

    private var system = RecordingSystem()
    private var resolver = ResolverProgram(
        .init(
            hosts: [(DNSName("web-1") ?? .root, IPv4Address(10, 0, 0, 1))],
            domain: DNSName("consul"), discovery: Self.discovery))

    init() { resolver.handle(.started, on: &system) }

    private func query(
        _ name: String, _ type: DNSRecordType = .a, id: UInt16 = 99
    ) throws -> DNSMessage {
        DNSMessage(id: id, question: DNSQuestion(name: try #require(DNSName(name)), type: type))
    }

    private mutating func ask(_ query: DNSMessage) {
        resolver.handle(
            .datagram(Datagram(port: 53, source: Self.client, payload: query.encoded())),
            on: &system)
    }

    private func answer() throws -> DNSMessage {
        let sent = try #require(system.datagrams.last)
        #expect(sent.destination == Self.client)
        #expect(sent.port == 53)
        return try DNSMessage(decoding: sent.payload)
    }

    private func next(_ stream: inout DNSStream) throws -> [UInt8] {
        let message = stream.next()
        return try #require(message)
    }

    @Test func itListensOnPort53() {
        #expect(system.datagramPorts == [53])
        #expect(system.listening == [53])
    }

    @Test mutating func hostsOfTheLabAreKnown() throws {
        ask(try query("WEB-1"))
        let found = try answer()
        #expect(found.id == 99)
        #expect(found.answers.map(\.data) == [.a(IPv4Address(10, 0, 0, 1))])
        ask(try query("web-1", .aaaa))
        let empty = try answer()
        #expect(empty.responseCode == .noError)
        #expect(empty.answers.isEmpty)
        ask(try query("1.0.0.10.in-addr.arpa", .ptr))
        let reverse = try answer()
        #expect(reverse.answers.map(\.data) == [.ptr(try #require(DNSName("web-1")))])
    }

    @Test mutating func otherNamesAreNone() throws {
        ask(try query("example.com"))
        #expect(try answer().responseCode == .nxDomain)
    }

    @Test mutating func namesOfTheDiscoveryServiceComeFromItsAgent() throws {
        ask(try query("web.service.consul", .srv))
        let passed = try #require(system.datagrams.last)
        #expect(passed.destination == Self.discovery)
        var reply = try DNSMessage(decoding: passed.payload).reply()
        reply.isAuthoritative = true
        resolver.handle(
            .datagram(
                Datagram(port: passed.port, source: Self.discovery, payload: reply.encoded())),
            on: &system)
        let answer = try answer()
        #expect(answer.id == 99)
        #expect(answer.isAuthoritative)
        #expect(system.timers.isEmpty)
        // What nobody asked for is not passed on.
        let count = system.datagrams.count
        resolver.handle(
            .datagram(
                Datagram(port: passed.port, source: Self.discovery, payload: reply.encoded())),
            on: &system)
        #expect(system.datagrams.count == count)
    }

    @Test mutating func anAgentThatIsSilentIsAFailure() throws {
        ask(try query("web.service.consul"))
        #expect(system.datagrams.last?.destination == Self.discovery)
        let timer = system.popTimer()
        let token = try #require(timer)
        resolver.handle(.timer(token), on: &system)
        #expect(try answer().responseCode == .servFail)
    }

    @Test mutating func questionsOverTCPGoOverTCP() throws {
        let client = ConnectionID(rawValue: 1_000)
        resolver.handle(.accepted(client, port: 53, from: Self.client), on: &system)
        let frame = try #require(DNSStream.frame(try query("web.service.consul").encoded()))
        for byte in frame { resolver.handle(.received(client, [byte]), on: &system) }
        let upstream = try #require(system.connections.last)
        #expect(upstream.destination == Self.discovery)
        var stream = DNSStream()
        stream.append(try #require(system.sentBytes[upstream.id]))
        let passed = try DNSMessage(decoding: try next(&stream))
        let reply = try #require(DNSStream.frame(passed.reply().encoded()))
        resolver.handle(.received(upstream.id, reply), on: &system)
        stream.append(try #require(system.sentBytes[client]))
        let answer = try DNSMessage(decoding: try next(&stream))
        #expect(answer.id == 99)
        #expect(system.closedConnections == [upstream.id])
    }

    @Test mutating func anAgentThatIsNotThereIsAFailureAtOnceOverTCP() throws {
        let client = ConnectionID(rawValue: 1_000)
        resolver.handle(.accepted(client, port: 53, from: Self.client), on: &system)
        let frame = try #require(DNSStream.frame(try query("web.service.consul").encoded()))
        resolver.handle(.received(client, frame), on: &system)
        let upstream = try #require(system.connections.last)
        resolver.handle(.closed(upstream.id, .refused), on: &system)
        var stream = DNSStream()
        stream.append(try #require(system.sentBytes[client]))
        let answer = try DNSMessage(decoding: try next(&stream))
        #expect(answer.responseCode == .servFail)
    }

    @Test mutating func nonsenseIsIgnored() throws {
        let count = system.datagrams.count
        for payload in [[], [1, 2, 3], [UInt8](repeating: 255, count: 40)] {
            resolver.handle(
                .datagram(Datagram(port: 53, source: Self.client, payload: payload)), on: &system)
        }
        #expect(system.datagrams.count == count)
    }
}
