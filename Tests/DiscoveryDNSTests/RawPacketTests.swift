import LabDNS
import LabPrograms
import Testing

/// Packets that were sent to Consul 1.8.7 as they are, and what came back.
@Suite struct RawPacketTests {
    static let web = "03776562077365727669636506636f6e73756c00"
    static let question = web + "00010001"

    /// Packets and the recorded reply; the order of addresses and the serial number vary.
    static let recorded: [(name: String, packet: String, reply: String?)] = [
        ("good", "123401000001000000000000" + question, "123485000001000200000000" + question),
        ("empty", "", nil),
        ("one byte", "12", nil),
        ("eleven bytes", "1234010000010000000000", nil),
        ("a question is promised", "123401000001000000000000", "123481050000000000000000"),
        ("no question", "123401000000000000000000", "123481010000000000000000"),
        ("name cut off", "123401000001000000000000037765", "123481010000000000000000"),
        (
            "label of 64",
            "12340100000100000000000040" + String(repeating: "61", count: 64)
                + "0000010001", "123481010000000000000000"
        ),
        ("pointer loop", "123401000001000000000000c00c00010001", "123481010000000000000000"),
        (
            "no class", "123401000001000000000000" + web + "0001",
            "123485000001000200000000" + web + "00010000"
        ),
        ("a reply", "123481800001000000000000" + question, nil),
        (
            "two questions", "123401000002000000000000" + question + question,
            "123481010000000000000000"
        ),
        (
            "garbage at the end", "123401000001000000000000" + question + "67617262616765",
            "123485000001000200000000" + question
        ),
        ("opcode 2", "123411000001000000000000" + question, "123491040000000000000000"),
        ("opcode 5", "123429000001000000000000" + question, "1234a9040000000000000000"),
        ("opcode 15", "123479000001000000000000" + question, "1234f9040000000000000000"),
        ("name too long", "123401000001000000000000" + tooLong, "123481010000000000000000"),
        (
            "binary label",
            "1234010000010000000000000300ff20" + String(web.dropFirst(8))
                + "00010001",
            "1234850300010000000100000300ff20" + String(web.dropFirst(8)) + "00010001"
        ),
        (
            "type 0", "123401000001000000000000" + web + "00000001",
            "123485000001000000010000" + web + "00000001"
        ),
        (
            "type OPT", "123401000001000000000000" + web + "00290001",
            "123485000001000000010000" + web + "00290001"
        ),
        (
            "AXFR", "12340100000100000000000006636f6e73756c0000fc0001",
            "12348504000100000000000006636f6e73756c0000fc0001"
        ),
        (
            "class 0", "123401000001000000000000" + web + "00010000",
            "123485000001000200000000" + web + "00010000"
        ),
        (
            "an answer is promised", "123401000001000100000000" + question,
            "123485000001000200000000" + question
        ),
        (
            "EDNS version 1", "123401000001000000000001" + question + "0000291000000100000000",
            "123485000001000200000001" + question
        ),
        (
            "EDNS of no octets", "123401000001000000000001" + question + "0000290000000000000000",
            "123485000001000200000001" + question
        ),
        (
            "two OPT records",
            "123401000001000000000002" + question + "0000291000000000000000"
                + "0000291000000000000000", "123485000001000200000001" + question
        ),
        ("noise", String(repeating: "a5", count: 40), nil),
        ("junk over TCP", "6162636465", nil),
    ]

    private static let tooLong =
        ["61", "62", "63", "64"].map { "3f" + String(repeating: $0, count: 63) }.joined()
        + "0000010001"

    @Test(arguments: recorded)
    func isAnsweredAsRecorded(name: String, packet: String, reply: String?) throws {
        var asking = Asking.production
        let outcome = asking.interface.answer(
            bytes(packet), overTCP: false, catalog: asking.catalog, on: &asking.system)
        guard let reply else {
            #expect(outcome == .drop)
            return
        }
        guard case .reply(let answer) = outcome else {
            Issue.record("no reply to \(name)")
            return
        }
        #expect(Array(answer.prefix(reply.utf8.count / 2)) == bytes(reply))
        let message = try DNSMessage(decoding: answer)
        let addresses = message.answers.map(\.data.text).sorted()
        #expect(addresses.isEmpty || addresses == ["192.168.50.101", "192.168.50.102"])
        #expect(message.answers.allSatisfy { $0.klass == 1 })
    }

    @Test func sendsBackTheClientsPayloadSizeAndNothingElse() throws {
        var asking = Asking.production
        for size in [0, 512, 1232, 12_345] as [UInt16] {
            asking.edns = EDNS(payloadSize: size, version: 1, flags: 0x8000)
            #expect(
                try asking.ask("A web.service.consul").edns == EDNS(payloadSize: size))
        }
    }

    @Test func answersANotifyWithoutRecursion() throws {
        var asking = Asking.production
        var packet = try asking.packet("A web.service.consul")
        packet[2] |= 4 << 3
        let outcome = asking.interface.answer(
            packet, overTCP: false, catalog: asking.catalog, on: &asking.system)
        guard case .reply(let answer) = outcome else {
            Issue.record("no reply")
            return
        }
        #expect(answer[2] == 0xa4)
        #expect(try DNSMessage(decoding: answer).answers.count == 2)
    }

    @Test func saysThatABrokenClientSubnetIsMalformed() throws {
        var asking = Asking.production
        let option = EDNS.Option(code: 8, data: [0, 1, 33, 0, 1, 2, 3, 4, 5])
        asking.edns = EDNS(payloadSize: 1232, options: [option])
        #expect(try asking.ask("A web.service.consul").responseCode == .formErr)
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
    }
}
