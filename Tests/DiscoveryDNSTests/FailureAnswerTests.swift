import LabDNS
import LabPrograms
import Testing

/// What is answered without a catalog, and what is answered in place of the truth.
@Suite struct FailureAnswerTests {
    private func failure(_ failure: DNSFailure, _ question: String) throws -> DNSMessage {
        var asking = Asking()
        let outcome = asking.interface.failure(
            failure, for: try asking.packet(question), on: &asking.system)
        guard case .reply(let bytes) = outcome else { throw DNSError.noHeader }
        return try DNSMessage(decoding: bytes)
    }

    @Test(arguments: [
        ("A web.service.consul", DNSResponseCode.servFail, 0),
        ("A foo.node.consul", .servFail, 0), ("A foo.node.dc2.consul", .servFail, 0),
        ("MX foo.node.consul", .noError, 0), ("A nothing.consul", .nxDomain, 1),
        ("A 0a000001.addr.consul", .noError, 0), ("NS consul", .noError, 0),
        ("A example.com", .refused, 0), ("PTR 1.0.0.10.in-addr.arpa", .servFail, 0),
        ("AXFR consul", .notImp, 0),
    ])
    func unreadableStateIsAServerFailure(
        question: String, code: DNSResponseCode, authorities: Int
    ) throws {
        let reply = try failure(.unreadableState, question)
        #expect(reply.responseCode == code)
        #expect(reply.authorities.count == authorities)
    }

    @Test func unknownDatacentersDoNotExist() throws {
        let reply = try failure(.unknownDatacenter, "A web.service.nodc.consul")
        #expect(reply.responseCode == .nxDomain && reply.isAuthoritative)
        #expect(reply.authorities.texts == [authority])
    }

    @Test(arguments: [
        (DNSFault.Answer.nameError, DNSResponseCode.nxDomain, 1), (.serverFailure, .servFail, 0),
        (.empty, .noError, 1), (.truncate, .noError, 0),
    ])
    func liesAreWellFormed(
        answer: DNSFault.Answer, code: DNSResponseCode, authorities: Int
    ) throws {
        var asking = Asking.production
        asking.edns = EDNS(payloadSize: 1232)
        let packet = try asking.packet("A web.service.consul")
        let outcome = asking.interface.falseAnswer(
            answer, to: packet, overTCP: false, on: &asking.system)
        guard case .reply(let bytes) = outcome else {
            Issue.record("no reply")
            return
        }
        let reply = try DNSMessage(decoding: bytes)
        #expect(reply.id == 0x1234 && reply.isResponse && reply.isAuthoritative)
        #expect(reply.questions.first?.name.description == "web.service.consul.")
        #expect(reply.responseCode == code)
        #expect(reply.answers.isEmpty && reply.authorities.count == authorities)
        #expect(reply.isTruncated == (answer == .truncate))
        #expect(reply.edns?.payloadSize == 1232)
    }

    @Test func liesEndWhereTheyMakeNoSense() throws {
        var asking = Asking.production
        let packet = try asking.packet("A web.service.consul")
        let interface = asking.interface
        #expect(
            interface.falseAnswer(.drop, to: packet, overTCP: false, on: &asking.system) == .drop)
        #expect(
            interface.falseAnswer(.truncate, to: packet, overTCP: true, on: &asking.system) == nil)
        #expect(
            interface.falseAnswer(.empty, to: [1, 2], overTCP: false, on: &asking.system) == nil)
        #expect(DNSInterface.questionName(of: packet)?.description == "web.service.consul.")
        #expect(DNSInterface.questionName(of: [1, 2]) == nil)
    }

    @Test func anyPacketIsAnsweredOrDropped() throws {
        var asking = Asking.production
        let interface = asking.interface
        let questions = [
            "A web.service.consul", "SRV _web._tcp.consul", "PTR 101.50.168.192.in-addr.arpa",
            "NS consul", "TXT host-1.node.consul", "A c0a83268.addr.consul",
        ]
        for round in 0..<20_000 {
            asking.edns = round % 3 == 0 ? EDNS(payloadSize: 1232) : nil
            var packet = try asking.packet(questions[round % questions.count])
            for _ in 0..<(round % 4) {
                let index = Int(asking.system.random.next(below: UInt64(packet.count)))
                packet[index] = UInt8(asking.system.random.next(below: 256))
            }
            let outcome = interface.answer(
                packet, overTCP: round % 2 == 0, catalog: asking.catalog, on: &asking.system)
            guard case .reply(let bytes) = outcome else { continue }
            let reply = try DNSMessage(decoding: bytes)
            #expect(reply.isResponse)
        }
    }
}
