import LabDNS
import LabNetwork
import LabPrograms
import Testing

/// Node lookups of the conformance matrix, section D (spec 3.4).
@Suite struct NodeAnswerTests {
    static var asking: Asking {
        var asking = Asking()
        asking.catalog.add(
            CatalogNode(
                name: "Foo", address: "10.1.0.1",
                taggedAddresses: [CatalogPair("wan", "127.0.0.2")],
                meta: [CatalogPair("key", "value")]))
        asking.catalog.node("foo.bar", "10.1.0.2")
        asking.catalog.node("six", "::4242:4242")
        asking.catalog.node("google", "www.google.test")
        asking.catalog.node("alias", "six.node.consul")
        asking.catalog.node("round", "about.node.consul")
        asking.catalog.node("about", "round.node.consul")
        asking.catalog.node(
            "txty", "10.1.0.3",
            meta: [CatalogPair("key0", "value1"), CatalogPair("RFC1035-00", "value0")])
        asking.catalog.node(
            "enc", "10.1.0.4",
            meta: [
                CatalogPair(" a=b `c  ", "v=`w "),
                CatalogPair("long", String(repeating: "x", count: 300)),
            ])
        return asking
    }

    static let cases = [
        Conformance(
            "D-001", "ANY foo.node.consul",
            ["foo.node.consul. 0 A 10.1.0.1", "foo.node.consul. 0 TXT \"key=value\""]),
        Conformance(
            "D-002", "A foo.node.consul", ["foo.node.consul. 0 A 10.1.0.1"],
            additionals: ["foo.node.consul. 0 TXT \"key=value\""]),
        Conformance(
            "D-003", "A foo.node.dc1.consul", ["foo.node.dc1.consul. 0 A 10.1.0.1"],
            additionals: ["foo.node.dc1.consul. 0 TXT \"key=value\""]),
        .missing("D-004", "ANY nofoo.node.dc1.consul"),
        Conformance(
            "D-005", "A fOO.node.DC1.consul", ["fOO.node.DC1.consul. 0 A 10.1.0.1"],
            additionals: ["fOO.node.DC1.consul. 0 TXT \"key=value\""]),
        Conformance("D-006", "A foo.bar.node.consul", ["foo.bar.node.consul. 0 A 10.1.0.2"]),
        Conformance("D-007", "AAAA six.node.consul", ["six.node.consul. 0 AAAA ::4242:4242"]),
        Conformance("D-007", "A six.node.consul", []),
        Conformance(
            "D-008", "AAAA foo.node.consul", [],
            additionals: ["foo.node.consul. 0 TXT \"key=value\""]),
        Conformance(
            "D-009", "ANY google.node.consul", ["google.node.consul. 0 CNAME www.google.test."]),
        Conformance(
            "D-010", "TXT txty.node.consul",
            ["txty.node.consul. 0 TXT \"key0=value1\"", "txty.node.consul. 0 TXT \"value0\""]),
        Conformance(
            "D-011", "TXT enc.node.consul",
            [
                "enc.node.consul. 0 TXT \"` a`=b ``c` ` =v=``w \"",
                "enc.node.consul. 0 TXT \"long=" + String(repeating: "x", count: 250) + "\" \""
                    + String(repeating: "x", count: 50) + "\"",
            ]),
        Conformance("D-012", "MX foo.node.consul", []),
        Conformance("D-013", "SRV nofoo.node.consul", []),
        .missing("D-015", "A foo.node.a.b.consul"),
        .missing("D-017", "ANY nonexisting.consul"),
        .failing("D-020", "AXFR foo.node.consul", .notImp),
        .failing("D-021", "A example.com", .refused),
        .failing("D-026", "PTR 9.9.9.9.in-addr.arpa", .servFail),
        .failing("D-026", "PTR nothing.arpa", .servFail),
        Conformance(
            "D-037", "A 0a020006.addr.dc1.consul", ["0a020006.addr.dc1.consul. 0 A 10.2.0.6"]),
        Conformance(
            "D-037", "SRV 0a020006.addr.consul", ["0a020006.addr.consul. 0 A 10.2.0.6"]),
        Conformance(
            "D-037", "A fd50000000000000000000000000010F.addr.consul",
            ["fd50000000000000000000000000010F.addr.consul. 0 AAAA fd50::10f"]),
        .missing("D-039", "A 7f00000z.addr.consul"),
        .missing("D-039", "A 7f0000011.addr.consul"),
        Conformance("D-039", "A 7f0000.addr.consul", []),
        .missing("D-039", "A a.7f000001.addr.consul"),
        Conformance(
            "3.9", "A alias.node.consul",
            [
                "alias.node.consul. 0 CNAME six.node.consul.",
                "six.node.consul. 0 AAAA ::4242:4242",
            ]),
        Conformance(
            "3.9", "A round.node.consul",
            [
                "about.node.consul. 0 CNAME round.node.consul.",
                "about.node.consul. 0 CNAME round.node.consul.",
                "round.node.consul. 0 CNAME about.node.consul.",
                "round.node.consul. 0 CNAME about.node.consul.",
            ]),
    ]

    @Test(arguments: cases)
    func fitsTheMatrix(one: Conformance) throws {
        try one.check(NodeAnswerTests.asking)
    }

    @Test(arguments: [
        "consul", "foo.consul", "node.consul", "service.consul", "query.consul", "addr.consul",
        "connect.consul", "ingress.consul", "node.dc1.consul", "service.dc1.consul", "a.b.consul",
        "dc1.consul", "_db._tcp.consul", "foo.service.a.b.consul", "nope.query.consul",
    ])
    func namesWithoutAWholeQueryDoNotExist(name: String) throws {
        try Conformance.missing("D-016", "A \(name)").check(NodeAnswerTests.asking)
    }

    @Test func nodeTTLCountsForNodesAndAliases() throws {
        var asking = NodeAnswerTests.asking
        asking.configuration.nodeTTL = .seconds(10)
        #expect(try asking.ask("A foo.node.consul").answers.map(\.ttl) == [10])
        #expect(try asking.ask("A google.node.consul").answers.map(\.ttl) == [10])
        #expect(try asking.ask("A 0a020006.addr.consul").answers.map(\.ttl) == [10])
    }

    @Test func startOfAuthorityIsConfigurable() throws {
        var asking = NodeAnswerTests.asking
        asking.configuration.startOfAuthority.refresh = .seconds(1)
        asking.configuration.startOfAuthority.retry = .seconds(2)
        asking.configuration.startOfAuthority.expire = .seconds(3)
        asking.configuration.startOfAuthority.minimumTTL = .seconds(4)
        #expect(
            try asking.ask("A nope.node.consul").authorities.texts == [
                "consul. 4 SOA ns.consul. hostmaster.consul. 1 2 3 4"
            ])
    }

    @Test func metadataMayStayAway() throws {
        var asking = NodeAnswerTests.asking
        asking.configuration.addsNodeMeta = false
        #expect(try asking.ask("A foo.node.consul").additionals.isEmpty)
        #expect(try asking.ask("TXT foo.node.consul").answers.count == 1)
    }

    @Test func alternativeDomainIsAnsweredToo() throws {
        var asking = NodeAnswerTests.asking
        asking.configuration.alternativeDomain = DNSName("test-domain")
        asking.catalog.service("db", on: "foo.bar", port: 1)
        #expect(try asking.ask("A foo.node.test-domain").answers.count == 1)
        #expect(try asking.ask("A foo.node.consul").answers.count == 1)
        #expect(
            try asking.ask("SRV db.service.test-domain").answers.texts == [
                "db.service.test-domain. 0 SRV 1 1 1 foo.bar.node.dc1.consul."
            ])
        #expect(try asking.ask("A nope.test-domain").authorities.texts == [authority])
    }

    @Test func otherDatacentersMayWantOtherAddresses() throws {
        var asking = NodeAnswerTests.asking
        asking.usingWANAddresses = true
        #expect(try asking.ask("A foo.node.consul").answers.map(\.data.text) == ["127.0.0.2"])
    }

    @Test func nameServersAreHealthyServersWithPlainNames() throws {
        var asking = Asking()
        for (name, address) in [
            ("D1", "10.0.0.1"), ("d2", "10.0.0.2"), ("d3.harbur.io", "10.0.0.3"),
            ("d4", "10.0.0.4"), ("d5", "10.0.0.5"), ("d6", "10.0.0.6"),
        ] {
            asking.catalog.agent(name, address)
            asking.catalog.service("consul", on: name, port: 8300)
        }
        asking.catalog.check(.critical, on: "d2")
        var seen: Set<String> = []
        for _ in 0..<50 {
            let reply = try asking.ask("NS something.node.consul")
            #expect(reply.answers.count == 3 && reply.additionals.count == 3)
            #expect(reply.answers.allSatisfy { $0.name.description == "consul." })
            seen.formUnion(reply.answers.map(\.data.text))
        }
        #expect(seen.sorted() == ["1", "4", "5", "6"].map { "d\($0).node.dc1.consul." })
    }

    @Test(arguments: [
        ("2.0.1.10.in-addr.arpa", "foo.bar.node.dc1.consul."),
        ("7.0.2.10.in-addr.arpa", "db.service.dc1.consul."),
        ("2.4.2.4.2.4.2.4.\(String(repeating: "0.", count: 24))IP6.arpa", "six.node.dc1.consul."),
    ])
    func addressesLeadBackToNames(name: String, target: String) throws {
        var asking = NodeAnswerTests.asking
        asking.catalog.service("db", on: "Foo", port: 1, address: "10.2.0.7")
        for type in ["PTR", "ANY", "A"] {
            let reply = try asking.ask("\(type) \(name)")
            #expect(reply.answers.texts == ["\(name). 0 PTR \(target)"])
            #expect(reply.isAuthoritative && !reply.recursionAvailable)
            #expect(reply.authorities.isEmpty)
        }
        #expect(try asking.ask("SOA \(name)").authorities.texts == [authority])
    }

    @Test func flagsAreThoseOfAnAuthority() throws {
        var asking = NodeAnswerTests.asking
        var reply = try asking.ask("A foo.node.consul")
        #expect(reply.isResponse && reply.isAuthoritative && reply.recursionDesired)
        #expect(!reply.recursionAvailable && !reply.isTruncated)
        asking.recursionDesired = false
        reply = try asking.ask("A foo.node.consul")
        #expect(!reply.recursionDesired)
        reply = try asking.ask("PTR 9.9.9.9.in-addr.arpa")
        #expect(!reply.isAuthoritative && reply.recursionAvailable)
    }
}
