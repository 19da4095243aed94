import LabDNS
import LabNetwork
import Testing

@Suite struct DNSNameTests {
    @Test(arguments: [
        (".", "."), ("consul", "consul."), ("Web.Service.Consul.", "Web.Service.Consul."),
        ("a\\.b.c", "a\\.b.c."), ("\\000\\255\\032.x", "\\000\\255\\032.x."),
        ("under_score.x", "under_score.x."),
    ])
    func readsAndWritesText(text: String, canonical: String) {
        // A blank is written with a backslash before it.
        let written = canonical.replacing("\\032", with: "\\ ")
        #expect(DNSName(text)?.description == written)
        #expect(DNSName(written) == DNSName(text))
    }

    @Test(arguments: ["", "..", "a..b", ".a", "a\\", "a\\25", "a\\256.b"])
    func refusesWhatIsNoName(text: String) {
        #expect(DNSName(text) == nil)
    }

    @Test func keepsTheLimits() {
        let longest = String(repeating: "a", count: 63)
        #expect(DNSName(longest) != nil)
        #expect(DNSName(longest + "a") == nil)
        let three = [longest, longest, longest].joined(separator: ".")
        #expect(DNSName(three + "." + String(repeating: "a", count: 61))?.wire.count == 255)
        #expect(DNSName(three + "." + String(repeating: "a", count: 62)) == nil)
        let labels = Array(repeating: [UInt8](repeating: 97, count: 63), count: 4)
        #expect(DNSName(labels: labels) == nil)
        #expect(DNSName(labels: [[UInt8]()]) == nil)
        #expect(DNSName(longest + "a", below: .root) == nil)
        #expect(DNSName(three + "." + longest, below: .root) == nil)
    }

    @Test func comparesWithoutCaseWhereAsked() throws {
        let small = try #require(DNSName("web.service.consul"))
        let mixed = try #require(DNSName("WeB.SeRvIcE.CoNsUl"))
        #expect(small != mixed)
        #expect(small.equalsIgnoringCase(mixed))
        #expect(mixed.lowercased == small)
        #expect(!small.equalsIgnoringCase(try #require(DNSName("wed.service.consul"))))
    }

    @Test(arguments: [
        ("web.service.consul", true), ("CONSUL", true), ("myconsul", false), ("consul.io", false),
        (".", false), ("sul", false),
    ])
    func knowsWhatIsInsideAZone(text: String, isInside: Bool) throws {
        let zone = try #require(DNSName("consul"))
        #expect(try #require(DNSName(text)).isInside(zone) == isInside)
        #expect(try #require(DNSName(text)).isInside(.root))
    }

    @Test func joinsLabelsAndAZone() throws {
        let zone = try #require(DNSName("node.dc1.consul"))
        #expect(DNSName("Foo.bar", below: zone)?.description == "Foo.bar.node.dc1.consul.")
        #expect(DNSName("Foo.bar", below: zone)?.labels.count == 5)
        for wrong in ["", ".", "a.", ".a", "a..b"] { #expect(DNSName(wrong, below: zone) == nil) }
    }

    @Test(arguments: ["0.0.0.0", "192.168.50.101", "255.255.255.255"])
    func reversesIPv4(text: String) throws {
        let address = try #require(IPv4Address(text))
        let name = DNSName(reverse: address)
        #expect(name.labels.count == 6)
        #expect(name.reverseIPv4 == address)
        #expect(name.reverseIPv6 == nil)
    }

    @Test(arguments: ["::", "fd50::104", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"])
    func reversesIPv6(text: String) throws {
        let address = try #require(IPv6Address(text))
        let name = DNSName(reverse: address)
        #expect(name.labels.count == 34)
        #expect(name.reverseIPv6 == address)
        #expect(name.reverseIPv4 == nil)
    }

    @Test(arguments: [
        "in-addr.arpa", "1.2.3.in-addr.arpa", "01.2.3.4.in-addr.arpa", "256.1.1.1.in-addr.arpa",
        "1.2.3.4.5.in-addr.arpa", "+1.2.3.4.in-addr.arpa", "x.ip6.arpa", "1.2.3.4.in-addr.apra",
    ])
    func refusesOtherReverseNames(text: String) throws {
        #expect(try #require(DNSName(text)).reverseIPv4 == nil)
        #expect(try #require(DNSName(text)).reverseIPv6 == nil)
    }
}
