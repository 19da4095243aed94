import LabDNS
import LabNetwork
import Testing

@Suite struct DNSCodecTests {
    /// Replies of Consul 1.8.7: compressed owners and SOA names, plain SRV targets, OPT records.
    static let recorded = [
        """
        12348500000100020000000003776562077365727669636506636f6e73756c0000010001
        c00c00010001000000000004c0a83265c00c00010001000000000004c0a83266
        """,
        "123481010000000000000000",
        """
        1234850300010000000100000300ff20077365727669636506636f6e73756c0000010001
        c01800060001000000000026026e73c0180a686f73746d6173746572c018
        6b00fc5700000e10000002580001518000000000
        """,
        """
        12348500000100020000000103776562077365727669636506636f6e73756c0000010001
        c00c00010001000000000004c0a83266c00c00010001000000000004c0a832650000291000000000000000
        """,
        "12348504000100000000000006636f6e73756c0000fc0001",
    ]

    @Test(arguments: recorded)
    func writesRecordedRepliesAgainByteByByte(hexadecimal: String) throws {
        let packet = bytes(hexadecimal)
        let message = try DNSMessage(decoding: packet)
        #expect(message.encoded() == packet)
    }

    @Test func readsEveryFieldOfAReply() throws {
        let message = try DNSMessage(decoding: bytes(DNSCodecTests.recorded[2]))
        #expect(message.id == 0x1234)
        #expect(message.isResponse && message.isAuthoritative && message.recursionDesired)
        #expect(!message.isTruncated && !message.recursionAvailable)
        #expect(message.responseCode == .nxDomain)
        #expect(message.questions.first?.name.description == "\\000\\255\\ .service.consul.")
        let record = try #require(message.authorities.first)
        #expect(record.name.description == "consul.")
        guard case .soa(let soa) = record.data else {
            Issue.record("no SOA record")
            return
        }
        #expect(soa.primary.description == "ns.consul.")
        #expect(soa.mailbox.description == "hostmaster.consul.")
        #expect(soa.serial == 1_795_226_711)
        #expect(soa.refresh == 3600 && soa.retry == 600 && soa.expire == 86_400)
    }

    @Test func leavesTargetsWholeAndPointsIntoThem() throws {
        // As recorded: 249 octets for two SRV records with an A and a TXT record for each.
        var message = DNSMessage(id: 1)
        let name = try #require(DNSName("web.service.consul"))
        message.questions = [DNSQuestion(name: name, type: .srv)]
        for number in ["1", "2"] {
            let target = try #require(DNSName("host-\(number).node.production.consul"))
            let service = DNSService(priority: 1, weight: 1, port: 8001, target: target)
            message.answers.append(DNSRecord(name: name, data: .srv(service)))
            message.additionals.append(
                DNSRecord(name: target, data: .a(IPv4Address(192, 168, 50, 101))))
            let text = Array("consul-network-segment=".utf8)
            message.additionals.append(DNSRecord(name: target, data: .txt([text])))
        }
        message.edns = EDNS(payloadSize: 1232)
        #expect(message.encoded().count == 249)
        #expect(message.encoded(compressing: false).count == message.uncompressedLength)
        #expect(try DNSMessage(decoding: message.encoded()) == message)
    }

    @Test func comparesSpellingWhenItCompresses() throws {
        var message = DNSMessage(id: 1)
        let owner = try #require(DNSName("web.CONSUL"))
        message.questions = [DNSQuestion(name: owner, type: .cname)]
        let alias = try #require(DNSName("www.consul"))
        message.answers = [DNSRecord(name: owner, data: .cname(alias))]
        #expect(try DNSMessage(decoding: message.encoded()) == message)
    }

    @Test func pointsNoFurtherThanFourteenBits() throws {
        var message = DNSMessage(id: 1)
        message.isResponse = true
        for number in 0..<2000 {
            let name = try #require(DNSName("host-\(number).service-\(number % 7).consul"))
            message.answers.append(DNSRecord(name: name, data: .cname(name)))
        }
        let packet = message.encoded()
        #expect(packet.count > 0x4000)
        #expect(packet.count < message.uncompressedLength)
        #expect(try DNSMessage(decoding: packet) == message)
    }

    @Test func keepsOptionsOfEDNS() throws {
        var message = DNSMessage(
            id: 7, question: DNSQuestion(name: .root, type: .ns),
            edns: EDNS(payloadSize: 4096, version: 1, flags: 0x8000))
        message.edns?.options = [
            EDNS.Option(code: 8, data: bytes("00011800c0a832")), EDNS.Option(code: 3, data: []),
        ]
        #expect(try DNSMessage(decoding: message.encoded()) == message)
    }

    @Test(arguments: [
        ("00011800c0a832", true), ("00022000fd500000", true), ("00000000", true),
        ("00012100c0a8320000", false), ("00011800c0a8", false), ("0003100000", false),
        ("000118", false), ("00011800c0a83200", false),
    ])
    func readsClientSubnets(hexadecimal: String, isValid: Bool) {
        let option = EDNS.Option(code: DNSClientSubnet.optionCode, data: bytes(hexadecimal))
        let subnet = DNSClientSubnet(option)
        #expect((subnet != nil) == isValid)
        if let subnet { #expect(subnet.option == option) }
    }

    @Test(arguments: [
        ("a", DNSRecordType.a), ("AAAA", .aaaa), ("Srv", .srv),
        ("TYPE65280", .init(rawValue: 65280)),
    ])
    func readsTypes(word: String, type: DNSRecordType) {
        #expect(DNSRecordType(word: word) == type)
        #expect(DNSRecordType(word: type.description) == type)
        #expect(DNSRecordType(word: "TYPE65536") == nil)
        #expect(DNSRecordType(word: "B") == nil)
    }

    @Test func cutsAStreamIntoMessages() throws {
        var stream = DNSStream()
        let first = try #require(DNSStream.frame([1, 2, 3]))
        for byte in first.dropLast() {
            stream.append([byte])
            #expect(stream.next() == nil)
        }
        stream.append([3, 0, 0, 0, 1, 9, 0])
        #expect(stream.next() == [1, 2, 3])
        #expect(stream.next() == [])
        #expect(stream.next() == [9])
        #expect(stream.next() == nil)
        #expect(DNSStream.frame(Array(repeating: 0, count: 65_536)) == nil)
    }
}
