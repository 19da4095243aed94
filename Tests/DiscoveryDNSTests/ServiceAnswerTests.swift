import LabDNS
import LabNetwork
import LabPrograms
import Testing

/// Service lookups of the conformance matrix, section D (spec 3.5 and 3.6).
@Suite struct ServiceAnswerTests {
    static var asking: Asking {
        var asking = Asking()
        asking.catalog.node("foo", "10.1.0.1")
        asking.catalog.node("foo2", "10.1.0.2")
        asking.catalog.node("named", "www.google.test")
        asking.catalog.node("named2", "www.bing.test")
        asking.catalog.service("db", on: "foo2", port: 12_345, tags: ["primary"])
        asking.catalog.service("Db2", on: "foo", port: 1, tags: ["Primary"])
        asking.catalog.service("tagp", on: "foo", port: 2, tags: ["v1.primary"])
        asking.catalog.service("saddr", on: "foo", port: 3, address: "10.2.0.6")
        asking.catalog.service("saddr6", on: "foo", port: 4, address: "2607:20:4005:808::200e")
        asking.catalog.service("ext", on: "foo", port: 5, address: "www.google.test")
        asking.catalog.service("multic", on: "named", port: 6)
        asking.catalog.service("multic", on: "named2", port: 6)
        asking.catalog.service("mixc", on: "named", port: 7)
        asking.catalog.service("mixc", on: "foo", port: 7)
        asking.catalog.service("selfs", on: "foo", port: 8, address: "selfs.service.consul")
        asking.catalog.service("loop", on: "named", port: 8, address: "loop.service.consul")
        asking.catalog.service("inner", on: "foo", port: 9, address: "db.service.consul")
        asking.catalog.service("twice", on: "foo", port: 10)
        asking.catalog.service("twice", on: "foo", port: 11)
        asking.catalog.service("node", on: "foo", port: 12)
        asking.catalog.service(
            "tagd", on: "foo", port: 13, address: "10.2.0.13",
            tagged: [
                .init(kind: "lan_ipv4", address: "10.3.0.1", port: 13),
                .init(kind: "lan_ipv6", address: "fd00::1", port: 13),
                .init(kind: "wan", address: "198.51.100.1", port: 1300),
            ])
        return asking
    }

    private static func plain(_ name: String, _ data: String...) -> [String] {
        data.map { "\(name). 0 \($0)" }
    }

    static let cases = [
        Conformance(
            "D-027", "SRV db.service.consul",
            plain("db.service.consul", "SRV 1 1 12345 foo2.node.dc1.consul."),
            additionals: ["foo2.node.dc1.consul. 0 A 10.1.0.2"]),
        .missing("D-028", "SRV nodb.service.consul"),
        .missing("D-028", "SRV nope.query.consul"),
        Conformance(
            "D-029", "A primary.db.service.consul",
            plain("primary.db.service.consul", "A 10.1.0.2")),
        .missing("D-029", "A secondary.db.service.consul"),
        Conformance(
            "D-030", "A v1.primary.tagp.service.consul",
            plain("v1.primary.tagp.service.consul", "A 10.1.0.1")),
        Conformance(
            "D-031", "A pRIMARY.dB2.service.consul",
            plain("pRIMARY.dB2.service.consul", "A 10.1.0.1")),
        Conformance(
            "D-035", "A saddr.service.consul", plain("saddr.service.consul", "A 10.2.0.6")),
        Conformance(
            "D-035", "SRV saddr.service.consul",
            plain("saddr.service.consul", "SRV 1 1 3 0a020006.addr.dc1.consul."),
            additionals: ["0a020006.addr.dc1.consul. 0 A 10.2.0.6"]),
        Conformance(
            "D-036", "AAAA saddr6.service.consul",
            plain("saddr6.service.consul", "AAAA 2607:20:4005:808::200e")),
        Conformance(
            "D-036", "SRV saddr6.service.consul",
            plain(
                "saddr6.service.consul",
                "SRV 1 1 4 2607002040050808000000000000200e.addr.dc1.consul."),
            additionals: [
                "2607002040050808000000000000200e.addr.dc1.consul. 0 AAAA 2607:20:4005:808::200e"
            ]),
        .noData("D-036", "A saddr6.service.consul"),
        Conformance(
            "D-040", "A ext.service.consul", plain("ext.service.consul", "CNAME www.google.test.")),
        Conformance(
            "D-040", "SRV ext.service.consul",
            plain("ext.service.consul", "SRV 1 1 5 www.google.test.")),
        Conformance(
            "D-042", "ANY mixc.service.consul", plain("mixc.service.consul", "A 10.1.0.1")),
        Conformance(
            "D-045", "A selfs.service.consul", plain("selfs.service.consul", "A 10.1.0.1")),
        Conformance(
            "D-044", "A loop.service.consul",
            plain("loop.service.consul", "CNAME loop.service.consul.")
                + Array(
                    repeating: "loop.service.consul. 0 CNAME loop.service.consul.", count: 2)),
        Conformance(
            "3.9", "A inner.service.consul",
            plain("inner.service.consul", "CNAME db.service.consul.")
                + plain("db.service.consul", "A 10.1.0.2")),
        Conformance("D-046", "A twice.service.consul", plain("twice.service.consul", "A 10.1.0.1")),
        Conformance(
            "D-046", "SRV twice.service.consul",
            plain(
                "twice.service.consul", "SRV 1 1 10 foo.node.dc1.consul.",
                "SRV 1 1 11 foo.node.dc1.consul."),
            additionals: Array(repeating: "foo.node.dc1.consul. 0 A 10.1.0.1", count: 2)),
        Conformance("D-060", "TXT db.service.consul", plain("db.service.consul", "A 10.1.0.2")),
        .noData("D-061", "AAAA db.service.consul"),
        .noData("D-062", "MX db.service.consul"),
        Conformance("D-063", "A tagd.service.consul", plain("tagd.service.consul", "A 10.3.0.1")),
        Conformance(
            "D-063", "AAAA tagd.service.consul", plain("tagd.service.consul", "AAAA fd00::1")),
        Conformance(
            "3.1", "A node.service.consul", plain("node.service.consul", "A 10.1.0.1")),
        .missing("3.1", "A db.service.node.consul"),
    ]

    @Test(arguments: cases)
    func fitsTheMatrix(one: Conformance) throws {
        try one.check(ServiceAnswerTests.asking)
    }

    @Test(arguments: [
        ("D-032", "_db._primary.service.dc1.consul", true),
        ("D-032", "_db._primary.dc1.consul", true),
        ("D-032", "_db._primary.consul", true), ("D-033", "_db._tcp.service.dc1.consul", true),
        ("D-033", "_db._tcp.service.consul", true), ("D-033", "_db._TCP.dc1.consul", true),
        ("D-033", "_db._tcp.consul", true), ("D-033", "_db._udp.consul", false),
    ])
    func theFormOfRFC2782NeedsNoService(id: String, name: String, exists: Bool) throws {
        var asking = ServiceAnswerTests.asking
        let reply = try asking.ask("SRV \(name)")
        #expect(reply.responseCode == (exists ? .noError : .nxDomain))
        #expect(
            reply.answers.map(\.data.text) == (exists ? ["1 1 12345 foo2.node.dc1.consul."] : []))
    }

    @Test func severalAliasesAreNeverGiven() throws {
        var asking = ServiceAnswerTests.asking
        var seen: Set<String> = []
        for _ in 0..<30 {
            let answers = try asking.ask("ANY multic.service.consul").answers
            #expect(answers.count == 1 && answers.first?.type == .cname)
            seen.formUnion(answers.map(\.data.text))
        }
        #expect(seen.count == 2)
    }

    @Test func portsAndAddressesForOtherDatacenters() throws {
        var asking = ServiceAnswerTests.asking
        asking.usingWANAddresses = true
        let reply = try asking.ask("SRV tagd.service.consul")
        #expect(reply.answers.first?.data.text.hasPrefix("1 1 1300 ") == true)
        #expect(try asking.ask("A tagd.service.consul").answers.first?.data.text == "10.3.0.1")
    }

    @Test func aServicesTTLIsThatOfTheBestRule() throws {
        var asking = ServiceAnswerTests.asking
        asking.configuration.serviceTTLs = [
            .init(pattern: "*", ttl: .seconds(3)), .init(pattern: "d*", ttl: .seconds(4)),
            .init(pattern: "db*", ttl: .seconds(5)), .init(pattern: "db2", ttl: .seconds(6)),
        ]
        for (name, ttl) in [("db", 5), ("Db2", 6), ("ext", 3), ("saddr", 3)] as [(String, UInt32)] {
            let reply = try asking.ask("SRV \(name).service.consul")
            #expect((reply.answers + reply.additionals).allSatisfy { $0.ttl == ttl })
        }
        #expect(try asking.ask("A inner.service.consul").answers.map(\.ttl) == [3, 3])
        asking.configuration.serviceTTLs = [.init(pattern: "x*", ttl: .seconds(1))]
        #expect(try asking.ask("A db.service.consul").answers.map(\.ttl) == [0])
    }

    /// Five instances: node critical, passing, service critical, warning, without checks.
    private var health: Asking {
        var asking = Asking()
        for number in 1...5 {
            asking.catalog.node("n\(number)", "10.9.0.\(number)")
            asking.catalog.service("hc", on: "n\(number)", port: 80)
        }
        asking.overTCP = true
        asking.catalog.check(.critical, on: "n1")
        asking.catalog.check(.passing, on: "n2", serviceID: "hc-80")
        asking.catalog.check(.critical, on: "n3", serviceID: "hc-80")
        asking.catalog.check(.warning, on: "n4", serviceID: "hc-80")
        return asking
    }

    @Test(arguments: [(false, ["2", "4", "5"]), (true, ["2", "5"])])
    func unhealthyInstancesAreLeftOut(onlyPassing: Bool, expected: [String]) throws {
        var asking = health
        asking.configuration.answersOnlyPassing = onlyPassing
        let addresses = try asking.ask("A hc.service.consul").answers.map(\.data.text).sorted()
        #expect(addresses == expected.map { "10.9.0.\($0)" })
        asking.catalog.services.removeAll { $0.node == "n2" || $0.node == "n4" || $0.node == "n5" }
        try Conformance.missing("D-047", "A hc.service.consul").check(asking)
    }

    @Test func aServicesCheckIsItsOwn() throws {
        var asking = Asking()
        asking.catalog.node("n", "10.9.0.1")
        asking.catalog.service("othA", on: "n", port: 1)
        asking.catalog.service("othB", on: "n", port: 2)
        asking.catalog.check(.critical, on: "n", serviceID: "othB-2")
        #expect(try asking.ask("A othA.service.consul").answers.count == 1)
        #expect(try asking.ask("A othB.service.consul").responseCode == .nxDomain)
        asking.catalog.check(.critical, on: "n")
        #expect(try asking.ask("A othA.service.consul").responseCode == .nxDomain)
    }

    @Test func weightsDependOnHealth() throws {
        var asking = health
        for index in asking.catalog.services.indices {
            asking.catalog.services[index].passingWeight = 5
            asking.catalog.services[index].warningWeight = 2
        }
        let weights = try asking.ask("SRV hc.service.consul").answers.map(\.data.text).sorted()
        #expect(
            weights == [
                "1 2 80 n4.node.dc1.consul.", "1 5 80 n2.node.dc1.consul.",
                "1 5 80 n5.node.dc1.consul.",
            ])
    }
}
