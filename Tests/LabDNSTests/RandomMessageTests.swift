import LabDNS
import LabNetwork
import Testing

@Suite struct RandomMessageTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func readBackAsTheyWere(seed: UInt64) throws {
        var random = RandomStream(seed: seed, purpose: "dns/messages")
        for _ in 0..<250 {
            let message = DNSMessage(random: &random)
            #expect(try DNSMessage(decoding: message.encoded()) == message)
            let plain = message.encoded(compressing: false)
            #expect(try DNSMessage(decoding: plain) == message)
            #expect(plain.count == message.uncompressedLength)
        }
    }

    /// Whatever can be read can be written, and reads the same again.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func survivesMutations(seed: UInt64) throws {
        var random = RandomStream(seed: seed, purpose: "dns/mutations")
        var readable = 0
        for round in 0..<10_000 {
            var packet = DNSMessage(random: &random).encoded(compressing: round % 2 == 0)
            packet.mutate(&random)
            guard let message = try? DNSMessage(decoding: packet) else { continue }
            readable += 1
            #expect(try DNSMessage(decoding: message.encoded()) == message)
        }
        #expect(readable > 500)
    }
}

extension [UInt8] {
    fileprivate mutating func mutate(_ random: inout RandomStream) {
        for _ in 0...random.next(below: 4) {
            let index = Int(random.next(below: UInt64(count)))
            switch random.next(below: 6) {
            case 0 where count > 1: removeLast(Int(random.next(below: UInt64(count))))
            case 1: self[index] = 0xc0 | UInt8(random.next(below: 2))
            case 2: self[index] = UInt8(random.next(below: 64))
            case 3: insert(UInt8(random.next(below: 256)), at: index)
            default: self[index] ^= UInt8(1 << random.next(below: 8))
            }
        }
    }
}

extension DNSMessage {
    fileprivate init(random: inout RandomStream) {
        self.init(id: UInt16(random.next(below: 65_536)))
        let bits = random.next()
        isResponse = bits & 1 != 0
        isAuthoritative = bits & 2 != 0
        isTruncated = bits & 4 != 0
        recursionDesired = bits & 8 != 0
        recursionAvailable = bits & 16 != 0
        isAuthenticData = bits & 32 != 0
        isCheckingDisabled = bits & 64 != 0
        opcode = DNSOpcode(rawValue: UInt8(bits >> 8 & 15))
        responseCode = DNSResponseCode(rawValue: UInt8(bits >> 12 & 15))
        for _ in 0..<random.next(below: 3) {
            let type = DNSRecordType(rawValue: UInt16(random.next(below: 300)))
            questions.append(DNSQuestion(name: DNSName(random: &random), type: type))
        }
        for _ in 0..<random.next(below: 5) { answers.append(DNSRecord(random: &random)) }
        for _ in 0..<random.next(below: 2) { authorities.append(DNSRecord(random: &random)) }
        for _ in 0..<random.next(below: 4) { additionals.append(DNSRecord(random: &random)) }
        guard bits & 128 != 0 else { return }
        edns = EDNS(payloadSize: UInt16(random.next(below: 65_536)), flags: UInt16(bits >> 40 & 1))
        for code in 0..<random.next(below: 3) {
            edns?.options.append(EDNS.Option(code: UInt16(code), data: random.octets(below: 12)))
        }
    }
}

extension DNSName {
    /// A name of few different labels, so that many can be compressed.
    fileprivate init(random: inout RandomStream) {
        let words = ["web", "node", "consul", "Consul", "a", "host-1", "\u{0}\u{1}", "service"]
        let labels = (0..<random.next(below: 6)).map { _ in
            Array(words[Int(random.next(below: UInt64(words.count)))].utf8)
        }
        self = DNSName(labels: labels) ?? .root
    }
}

extension DNSRecord {
    fileprivate init(random: inout RandomStream) {
        let name = DNSName(random: &random)
        let ttl = UInt32(random.next(below: 1 << 32))
        self.init(name: name, ttl: ttl, data: DNSRecordData(random: &random))
    }
}

extension DNSRecordData {
    fileprivate init(random: inout RandomStream) {
        let bits = random.next()
        let number = UInt16(truncatingIfNeeded: bits >> 20)
        switch bits & 15 {
        case 0, 1: self = .a(IPv4Address(bits: UInt32(truncatingIfNeeded: bits >> 8)))
        case 2, 3: self = .aaaa(IPv6Address(high: bits, low: random.next()))
        case 4: self = .cname(DNSName(random: &random))
        case 5: self = .ns(DNSName(random: &random))
        case 6: self = .ptr(DNSName(random: &random))
        case 7:
            self = .soa(
                DNSStartOfAuthority(
                    primary: DNSName(random: &random), mailbox: DNSName(random: &random),
                    serial: UInt32(number), refresh: 1, retry: 2, expire: 3, minimum: .max))
        case 8, 9, 10:
            self = .srv(
                DNSService(
                    priority: number, weight: 1, port: 80, target: DNSName(random: &random)))
        case 11, 12:
            self = .txt((0..<random.next(below: 4)).map { _ in random.octets(below: 256) })
        case 13: self = .mx(preference: number, exchange: DNSName(random: &random))
        default: self = .unknown(DNSRecordType(rawValue: 257), random.octets(below: 40))
        }
    }
}

extension RandomStream {
    fileprivate mutating func octets(below count: UInt64) -> [UInt8] {
        (0..<next(below: count)).map { _ in UInt8(next(below: 256)) }
    }
}
