import LabNetwork
import Testing

@Suite struct AddressTests {
    @Test(arguments: ["0.0.0.0", "10.0.0.1", "192.168.50.101", "255.255.255.255"])
    func readsAndWritesIPv4(text: String) {
        #expect(IPv4Address(text)?.description == text)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "a.b.c.d", "1.2.3.+4"])
    func refusesWhatIsNoIPv4(text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("2001:db8::1", "2001:db8::1"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::4242:4242", "::4242:4242"),
        ("::ffff:1.2.3.4", "::ffff:102:304"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ])
    func writesIPv6InItsCanonicalForm(text: String, canonical: String) {
        #expect(IPv6Address(text)?.description == canonical)
    }

    @Test(arguments: [
        "", ":", ":::", "1:2:3:4:5:6:7", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "g::",
    ])
    func refusesWhatIsNoIPv6(text: String) {
        #expect(IPv6Address(text) == nil)
    }

    @Test func subnetKnowsItsHosts() throws {
        let subnet = try #require(Subnet("192.168.50.0/24"))
        #expect(subnet.canBeHost(IPv4Address(192, 168, 50, 1)))
        #expect(!subnet.canBeHost(IPv4Address(192, 168, 50, 0)))
        #expect(!subnet.canBeHost(IPv4Address(192, 168, 50, 255)))
        #expect(!subnet.canBeHost(IPv4Address(192, 168, 51, 1)))
        #expect(Subnet("192.168.50.1/24") == nil)
    }
}
