import LabDNS
import LabPrograms
import Testing

/// Questions that were asked of Consul 1.8.7 with EDNS of 1,232 octets, and what came back.
@Suite struct RecordedAnswerTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        var question: String
        var code = DNSResponseCode.noError
        /// How many answers, authority records and additional records without OPT there were.
        var counts: [Int]
        /// How many octets the reply had.
        var size: Int
        var testDescription: String { question }
    }

    static let answers = [
        Recorded(question: "A web.service.consul", counts: [2, 0, 0], size: 79),
        Recorded(question: "SRV web.service.consul", counts: [2, 0, 4], size: 249),
        Recorded(question: "SRV simple.service.consul", counts: [2, 0, 4], size: 254),
        Recorded(question: "A c0a83268.addr.production.consul", counts: [1, 0, 0], size: 76),
        Recorded(question: "A c0a83268.addr.consul", counts: [1, 0, 0], size: 65),
        Recorded(question: "SRV six.service.consul", counts: [1, 0, 2], size: 198),
        Recorded(question: "AAAA six.service.consul", counts: [1, 0, 0], size: 75),
        Recorded(question: "A six.service.consul", counts: [0, 1, 0], size: 97),
        Recorded(question: "A cn.service.consul", counts: [1, 0, 0], size: 79),
        Recorded(question: "SRV cn.service.consul", counts: [1, 0, 1], size: 144),
        Recorded(question: "SRV noport.service.consul", counts: [1, 0, 2], size: 151),
        Recorded(question: "A host-1.node.consul", counts: [1, 0, 1], size: 99),
        Recorded(question: "A host-1.node.production.consul", counts: [1, 0, 1], size: 110),
        Recorded(question: "ANY host-1.node.consul", counts: [2, 0, 0], size: 99),
        Recorded(question: "TXT host-1.node.consul", counts: [1, 0, 0], size: 83),
        Recorded(question: "SRV host-1.node.consul", counts: [0, 0, 0], size: 47),
        Recorded(question: "AAAA host-1.node.consul", counts: [0, 0, 1], size: 83),
        Recorded(question: "MX host-1.node.consul", counts: [0, 0, 0], size: 47),
        Recorded(question: "A v1.web.service.consul", counts: [1, 0, 0], size: 66),
        Recorded(question: "SRV v2.web.service.consul", counts: [1, 0, 2], size: 151),
        Recorded(
            question: "A nosuch.web.service.consul", code: .nxDomain, counts: [0, 1, 0], size: 104),
        Recorded(question: "SRV _web._tcp.service.consul", counts: [2, 0, 4], size: 255),
        Recorded(question: "SRV _web._v1.service.consul", counts: [1, 0, 2], size: 153),
        Recorded(
            question: "SRV _web._udp.service.consul", code: .nxDomain, counts: [0, 1, 0],
            size: 103),
        Recorded(question: "A _web._tcp.service.consul", counts: [2, 0, 0], size: 85),
        Recorded(
            question: "SRV _web._tcp.web.service.consul", code: .nxDomain, counts: [0, 1, 0],
            size: 107),
        Recorded(question: "PTR 101.50.168.192.in-addr.arpa", counts: [1, 0, 0], size: 99),
        Recorded(
            question: "PTR 106.50.168.192.in-addr.arpa", code: .servFail, counts: [0, 0, 0],
            size: 56),
        Recorded(question: "PTR 1.0.77.10.in-addr.arpa", counts: [1, 0, 0], size: 94),
        Recorded(
            question: """
                PTR 4.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.d.f.ip6.arpa
                """, counts: [1, 0, 0], size: 144),
        Recorded(question: "ANY web.service.consul", counts: [2, 0, 0], size: 79),
        Recorded(question: "AAAA web.service.consul", counts: [0, 1, 0], size: 97),
        Recorded(question: "TXT web.service.consul", counts: [2, 0, 0], size: 79),
        Recorded(question: "MX web.service.consul", counts: [0, 1, 0], size: 97),
        Recorded(question: "CNAME web.service.consul", counts: [0, 1, 0], size: 97),
        Recorded(question: "NS web.service.consul", counts: [3, 0, 3], size: 174),
        Recorded(question: "SOA web.service.consul", counts: [1, 3, 3], size: 224),
        Recorded(question: "TYPE65280 web.service.consul", counts: [0, 1, 0], size: 97),
        Recorded(question: "SOA consul", counts: [1, 3, 3], size: 212),
        Recorded(question: "NS consul", counts: [3, 0, 3], size: 162),
        Recorded(question: "A consul", code: .nxDomain, counts: [0, 1, 0], size: 85),
        Recorded(question: "ANY consul", code: .nxDomain, counts: [0, 1, 0], size: 85),
        Recorded(question: "A service.consul", code: .nxDomain, counts: [0, 1, 0], size: 93),
        Recorded(question: "A node.consul", code: .nxDomain, counts: [0, 1, 0], size: 90),
        Recorded(question: "A host-1.ns.consul", code: .nxDomain, counts: [0, 1, 0], size: 92),
        Recorded(question: "A WeB.SeRvIcE.CoNsUl", counts: [2, 0, 0], size: 79),
        Recorded(question: "SRV UPPER.service.consul", counts: [1, 0, 2], size: 150),
        Recorded(question: "A a.b.dotted.service.consul", counts: [1, 0, 0], size: 70),
        Recorded(question: "A many.service.consul", counts: [30, 0, 0], size: 528),
        Recorded(question: "SRV many.service.consul", counts: [18, 0, 18], size: 1218),
        Recorded(
            question: "A a.b.c.d.service.consul", code: .nxDomain, counts: [0, 1, 0], size: 101),
        Recorded(question: "A x.y.consul", code: .nxDomain, counts: [0, 1, 0], size: 89),
        Recorded(question: "A web.query.consul", code: .nxDomain, counts: [0, 1, 0], size: 95),
        Recorded(question: "SRV web.connect.consul", code: .nxDomain, counts: [0, 1, 0], size: 97),
        Recorded(question: "A web.ingress.consul", code: .nxDomain, counts: [0, 1, 0], size: 97),
        Recorded(
            question: "SRV nosuch.query.consul", code: .nxDomain, counts: [0, 1, 0], size: 98),
        Recorded(question: "A crit.service.consul", code: .nxDomain, counts: [0, 1, 0], size: 98),
        Recorded(question: "A www.example.com", code: .refused, counts: [0, 0, 0], size: 33),
        Recorded(question: "NS com", code: .refused, counts: [0, 0, 0], size: 21),
        Recorded(question: "NS .", code: .refused, counts: [0, 0, 0], size: 17),
    ]

    @Test(arguments: answers)
    func comesBackAgain(recorded: Recorded) throws {
        var asking = Asking.production
        asking.edns = EDNS(payloadSize: 1232)
        let packet = try asking.bytes(recorded.question)
        let reply = try DNSMessage(decoding: packet)
        #expect(reply.responseCode == recorded.code)
        #expect(
            [reply.answers.count, reply.authorities.count, reply.additionals.count]
                == recorded.counts)
        #expect(packet.count == recorded.size)
        #expect(reply.edns?.payloadSize == (recorded.code == .refused ? nil : 1232))
        let isOurs = recorded.code != .refused && recorded.code != .servFail
        #expect(reply.isAuthoritative == isOurs)
        #expect(reply.recursionAvailable == (recorded.code == .servFail))
        #expect(reply.recursionDesired && !reply.isTruncated)
    }

    @Test(arguments: [
        ("A web.service.consul", 2, 68), ("A many.service.consul", 3, 85),
        ("A three.service.consul", 3, 86), ("SRV many.service.consul", 3, 232),
    ])
    func isSmallWithoutEDNS(question: String, count: Int, size: Int) throws {
        var asking = Asking.production
        let packet = try asking.bytes(question)
        let reply = try DNSMessage(decoding: packet)
        #expect(packet.count == size)
        #expect(reply.answers.count == count)
        #expect(!reply.isTruncated)
        #expect(reply.edns == nil)
    }

    @Test(arguments: [("A many.service.consul", 528), ("SRV many.service.consul", 1998)])
    func isWholeOverTCP(question: String, size: Int) throws {
        var asking = Asking.production
        asking.edns = EDNS(payloadSize: 1232)
        asking.overTCP = true
        #expect(try asking.bytes(question).count == size)
    }

    @Test func repeatsTheClientSubnetForEverybody() throws {
        var asking = Asking.production
        let option = EDNS.Option(code: 8, data: [0, 1, 24, 9, 192, 168, 50])
        asking.edns = EDNS(payloadSize: 1232, options: [option])
        let packet = try asking.bytes("A web.service.consul")
        #expect(packet.count == 90)
        let reply = try DNSMessage(decoding: packet)
        #expect(reply.edns?.options == [EDNS.Option(code: 8, data: [0, 1, 24, 0, 192, 168, 50])])
    }

    @Test func weighsAndKeepsOrder() throws {
        var asking = Asking.production
        #expect(
            try asking.ask("SRV weighted.service.consul").answers.texts == [
                "weighted.service.consul. 0 SRV 1 2 1 host-4.node.production.consul."
            ])
        #expect(
            try asking.ask("PTR 4.0.1.0.\(String(repeating: "0.", count: 24))0.5.d.f.ip6.arpa")
                .answers.first?.data.text == "six.service.production.consul.")
        #expect(try asking.ask("A TAG1.UPPER.service.consul").answers.count == 1)
        #expect(try asking.ask("A HOST-1.NODE.CONSUL").answers.count == 1)
        #expect(try asking.ask("A under_score.service.consul").answers.count == 1)
    }

    @Test func otherDatacentersAreNamed() throws {
        var asking = Asking.production
        for question in [
            "A web.service.Staging.consul", "SRV _web._tcp.staging.consul",
            "A host-6.node.staging.consul",
        ] {
            #expect(try asking.outcome(question) == .otherDatacenter("staging"))
        }
        #expect(
            try asking.outcome("A web.service.consul.consul") == .otherDatacenter("consul"))
    }
}
