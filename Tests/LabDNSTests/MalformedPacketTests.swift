import LabDNS
import Testing

@Suite struct MalformedPacketTests {
    @Test(arguments: [
        ("", DNSError.noHeader),
        ("1234010000010000000000", .noHeader),
        // A name that ends in the middle of a label.
        ("123401000001000000000000037765", .truncated),
        // A label of 64 octets.
        ("12340100000100000000000040616161", .badLabel),
        // A label of the kind that RFC 6891 gave up.
        ("1234010000010000000000008061", .badLabel),
        // A pointer to itself.
        ("123401000001000000000000c00c00010001", .badPointer),
        // A pointer forwards.
        ("123401000001000000000000c0100001000100", .badPointer),
        // Half a pointer.
        ("123401000001000000000000c0", .truncated),
        // A type of one octet.
        ("1234010000010000000000000000", .truncated),
        // An A record of 5 octets, and one of 3.
        ("12340000000000010000000000000100010000000000050102030405", .badRecordData),
        ("123400000000000100000000000001000100000000000301020300", .badRecordData),
        // Data that goes on after the end.
        ("1234000000000001000000000000010001000000000009", .truncated),
        // A string longer than its record.
        ("12340000000000010000000000001000010000000000020561", .badRecordData),
        // An option longer than its record.
        ("123400000000000000000001000029100000000000000400080009", .truncated),
    ])
    func sayWhatIsWrong(hexadecimal: String, error: DNSError) {
        #expect(throws: error) { try DNSMessage(decoding: bytes(hexadecimal)) }
    }

    @Test func mayBeShortWhereServersTakeThem() throws {
        // The question ends after its name, after its type, and is not there at all.
        let name = "123401000001000000000000036e616d00"
        #expect(try DNSMessage(decoding: bytes(name)).questions.first?.type.rawValue == 0)
        #expect(try DNSMessage(decoding: bytes(name + "0001")).questions.first?.klass == 0)
        #expect(try DNSMessage(decoding: bytes("123401000001000000000000")).questions.isEmpty)
        // More records are promised than there are, and something follows the last one.
        #expect(try DNSMessage(decoding: bytes("123401000000000900090009")).answers.isEmpty)
        #expect(try DNSMessage(decoding: bytes("12340100000000000000000067617262")).id == 0x1234)
    }

    @Test func takeTheLastOfSeveralOPTRecords() throws {
        let packet = bytes(
            "123401000000000000000002" + "0000291000000000000000" + "0000290200000000000000")
        let message = try DNSMessage(decoding: packet)
        #expect(message.edns?.payloadSize == 512)
        #expect(message.additionals.isEmpty)
    }

    @Test func cannotMakeANameLongerThanTheLimit() {
        // Five labels of 63 octets behind pointers to each other: 320 octets.
        var packet = bytes("123401000000000200000000")
        var offsets: [Int] = []
        for index in 0..<5 {
            offsets.append(packet.count)
            packet.append(63)
            packet += [UInt8](repeating: 97, count: 63)
            packet += index == 0 ? [0] : [0xc0, UInt8(offsets[index - 1])]
            packet += bytes("000100010000000000040a000001")
            if offsets[index] > 160 { break }
        }
        packet.append(63)
        packet += [UInt8](repeating: 97, count: 63)
        packet += [0xc0, UInt8(truncatingIfNeeded: offsets[offsets.count - 1])]
        packet += bytes("00010001")
        packet[7] = UInt8(offsets.count + 1)
        #expect(throws: DNSError.self) { try DNSMessage(decoding: packet) }
    }

    @Test func cannotSendTheReaderThroughEndlessPointers() {
        // 500 pointers, each to the one before.
        var packet = bytes("123401000000000100000000")
        packet += bytes("00002a000100000000") + [0x03, 0xea, 0x00]
        var previous = packet.count - 1
        for _ in 0..<500 {
            let here = packet.count
            packet += [0xc0 | UInt8(previous >> 8), UInt8(truncatingIfNeeded: previous)]
            previous = here
        }
        packet[7] = 2
        packet += [0xc0 | UInt8(previous >> 8), UInt8(truncatingIfNeeded: previous)]
        packet += bytes("000100010000000000040a000001")
        #expect(throws: DNSError.self) { try DNSMessage(decoding: packet) }
    }
}
