import LabDNS
import LabPrograms
import Testing

/// Size limits of the conformance matrix, section D (spec 3.7).
@Suite struct TrimmingTests {
    private func asking(_ instances: Int) -> Asking {
        var asking = Asking()
        for number in 0..<instances {
            let name = "node-\(number)"
            asking.catalog.node(
                name, "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)",
                meta: [CatalogPair("a", "b")])
            asking.catalog.service("many", on: name, port: 80)
        }
        return asking
    }

    @Test(
        arguments: [
            // D-051, D-053: three over UDP without EDNS or with no more than 512 octets.
            (nil, false, 3), (512, false, 3), (100, false, 3), (513, false, 10), (1232, false, 10),
            (nil, true, 10),
        ] as [(UInt16?, Bool, Int)])
    func countsDependOnTransportAndPayloadSize(size: UInt16?, overTCP: Bool, count: Int) throws {
        var asking = asking(10)
        asking.edns = size.map { EDNS(payloadSize: $0) }
        asking.overTCP = overTCP
        let reply = try asking.ask("A many.service.consul")
        #expect(reply.answers.count == count)
        #expect(!reply.isTruncated)
    }

    @Test func everyInstanceShowsSooner() throws {
        // D-054: the order is random before the cut.
        var asking = asking(10)
        var subsets: Set<[String]> = []
        for _ in 0..<60 {
            subsets.insert(try asking.ask("A many.service.consul").answers.map(\.data.text))
        }
        #expect(Set(subsets.joined()).count == 10)
        #expect(subsets.count > 10)
    }

    @Test func targetsKeepTheirFirstRecordAlone() throws {
        // D-055: after a cut there is one additional record for each target.
        var asking = asking(10)
        let packet = try asking.bytes("SRV many.service.consul")
        let reply = try DNSMessage(decoding: packet)
        #expect(reply.answers.count == 3 && packet.count <= 512)
        let targets = reply.answers.compactMap { record -> DNSName? in
            guard case .srv(let service) = record.data else { return nil }
            return service.target
        }
        #expect(reply.additionals.map(\.name) == targets)
        #expect(reply.additionals.allSatisfy { $0.type == .a })
        asking.edns = EDNS(payloadSize: 4096)
        #expect(try asking.ask("SRV many.service.consul").additionals.count == 20)
    }

    @Test func tcpHasRoom() throws {
        // D-057
        var asking = asking(40)
        asking.overTCP = true
        #expect(try asking.ask("SRV many.service.consul").answers.count == 40)
    }

    @Test func tcpHasNoRoomForMoreThan1024Services() throws {
        var asking = asking(1100)
        asking.overTCP = true
        let packet = try asking.bytes("SRV many.service.consul")
        let count = try DNSMessage(decoding: packet).answers.count
        #expect(packet.count <= 65_523 && packet.count > 60_000)
        #expect(count <= 1024 && count > 900)
    }

    @Test func tcpIsCutAtItsOwnLimit() throws {
        var asking = asking(5000)
        asking.overTCP = true
        asking.configuration.marksTruncation = true
        var reply = try asking.ask("A many.service.consul")
        #expect(reply.answers.count == 4092)
        #expect(reply.isTruncated)
        asking.configuration.compressesNames = false
        let packet = try asking.bytes("A many.service.consul")
        reply = try DNSMessage(decoding: packet)
        #expect(packet.count <= 65_523 && packet.count > 65_480)
    }

    @Test func largePayloadsAreFilledUp() throws {
        var asking = asking(200)
        for size in [600, 1232, 3000] as [UInt16] {
            asking.edns = EDNS(payloadSize: size)
            let packet = try asking.bytes("A many.service.consul")
            // The OPT record comes after the cut, as in Consul 1.8.
            #expect(packet.count <= Int(size) - 7 + 11 && packet.count > Int(size) - 23 + 11)
        }
    }

    @Test func aCutIsMarkedWhereAsked() throws {
        // D-108
        var asking = asking(10)
        asking.configuration.marksTruncation = true
        asking.configuration.udpAnswerLimit = 5
        var reply = try asking.ask("A many.service.consul")
        #expect(reply.answers.count == 5 && reply.isTruncated)
        asking.overTCP = true
        reply = try asking.ask("A many.service.consul")
        #expect(reply.answers.count == 10 && !reply.isTruncated)
    }

    @Test func addressesMayBeLimitedEverywhere() throws {
        // D-109
        var asking = asking(12)
        asking.configuration.addressLimit = 2
        #expect(try asking.ask("A many.service.consul").answers.count == 2)
        asking.edns = EDNS(payloadSize: 4096)
        #expect(try asking.ask("ANY many.service.consul").answers.count == 2)
        asking.overTCP = true
        #expect(try asking.ask("A many.service.consul").answers.count == 2)
        #expect(try asking.ask("SRV many.service.consul").answers.count == 12)
    }

    @Test(arguments: [(20, 8), (8, 8), (1, 1), (0, 0)])
    func eightIsTheCeilingWithoutEDNS(limit: Int, count: Int) throws {
        // D-110
        var asking = asking(12)
        asking.configuration.udpAnswerLimit = limit
        #expect(try asking.ask("A many.service.consul").answers.count == count)
    }

    @Test func oneRecordIsSentHoweverBig() throws {
        var asking = Asking()
        for number in 0..<4 {
            let label = String(repeating: "x", count: 60)
            asking.catalog.node("\(label).\(label).\(label).\(number)", "10.0.0.\(number)")
            asking.catalog.service(
                "big", on: "\(label).\(label).\(label).\(number)", port: 80)
        }
        let reply = try asking.ask("SRV big.service.consul")
        #expect(reply.answers.count == 1 && reply.additionals.count == 1)
    }

    @Test func namesMayStayUncompressed() throws {
        // D-118
        var asking = asking(3)
        let short = try asking.bytes("SRV many.service.consul")
        asking.configuration.compressesNames = false
        let long = try asking.bytes("SRV many.service.consul")
        #expect(long.count > short.count)
        #expect(
            try DNSMessage(decoding: long).answers.texts
                == DNSMessage(decoding: short).answers.texts)
    }
}
