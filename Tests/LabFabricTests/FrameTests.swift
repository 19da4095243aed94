import LabNetwork
import Testing

@testable import LabFabric

@Suite struct FrameTests {
    private let memory = FrameMemory()

    @Test func anARPRequestIsAnsweredByTheOwner() throws {
        let request = memory.frame(Golden.arpRequest)
        let resolution = try #require(AddressResolution(request))
        #expect(resolution.wanted == IPv4Address(10, 0, 0, 2))
        let reply = resolution.reply(into: memory.workbench())
        #expect(reply.hex == Golden.arpReply)
        #expect(reply.offload == OffloadHeader())
    }

    @Test func whatIsNoARPRequestIsNotAnswered() {
        for hex in [Golden.arpReply, Golden.datagram, String(Golden.arpRequest.dropLast(2))] {
            #expect(AddressResolution(memory.frame(hex)) == nil)
        }
    }

    @Test func aHardwareAddressTellsTheHostsAddress() {
        #expect(memory.frame(Golden.datagram).destination == IPv4Address(10, 0, 0, 2))
        #expect(memory.frame("0a00" + Golden.datagram.dropFirst(4)).destination == nil)
        #expect(memory.frame(Golden.arpRequest).isForGroup)
        #expect(!memory.frame(Golden.datagram).isForGroup)
    }

    @Test func aRejectionQuotesThePacketAndComesFromItsDestination() throws {
        let frame = memory.frame(Golden.datagram, offload: Golden.partialChecksum)
        let rejection = try #require(Rejection(frame))
        let message = rejection.message(into: memory.workbench())
        #expect(message.hex == Golden.rejection)
        #expect(message.offload == OffloadHeader())
        #expect(message.count <= Rejection.maximumSize)
    }

    @Test func whatMustNotBeAnsweredIsNotRejected() {
        // A rejection itself, a later fragment, a group's hardware address, no source, a group.
        let datagram = Golden.datagram
        let frames = [
            Golden.rejection,
            datagram.replacing("12344000", with: "12340001"),
            "03" + datagram.dropFirst(2),
            datagram.replacing("14960a000001", with: "149600000000"),
            datagram.replacing("0a0000010a000002", with: "0a000001e0000001"),
            Golden.arpRequest,
        ]
        for hex in frames { #expect(Rejection(memory.frame(hex)) == nil, "\(hex)") }
        #expect(Rejection(memory.frame(Golden.echo)) != nil)
    }

    @Test func aChecksumThatWasLeftOutIsCompleted() {
        let frame = memory.frame(Golden.datagram, offload: Golden.partialChecksum)
        frame.offload.completeChecksum(of: frame.start, length: frame.length)
        #expect(frame.hex == Golden.completeDatagram)
        let complete = memory.frame(Golden.completeDatagram)
        complete.offload.completeChecksum(
            of: complete.start, length: complete.length)
        #expect(complete.hex == Golden.completeDatagram)
    }

    @Test(arguments: [(6, "ffff"), (16, "0000")])
    func aChecksumOfZeroIsWrittenOtherwiseInDatagramsAlone(field: UInt16, written: String) {
        var offload = OffloadHeader()
        offload.flags = OffloadHeader.needsChecksum
        offload.checksumOffset = field
        // Words whose sum is ffff, and a field that holds no sum yet.
        let frame = memory.frame("fffe0001" + String(repeating: "00", count: 14))
        offload.completeChecksum(of: frame.start, length: frame.length)
        #expect(frame.hex.dropFirst(Int(field) * 2).prefix(4) == written)
    }

    @Test func aChecksumBeyondTheFrameIsLeftAlone() {
        var offload = Golden.partialChecksum
        offload.checksumStart = 60_000
        let frame = memory.frame(Golden.datagram, offload: offload)
        offload.completeChecksum(of: frame.start, length: frame.length)
        #expect(frame.hex == Golden.datagram)
    }

    @Test func aSuperframeIsCutAsANetworkCardDoes() throws {
        let frame = memory.frame(Golden.superframe, offload: Golden.segmentation)
        #expect(frame.isSuperframe)
        var superframe = try #require(Superframe(frame))
        for expected in Golden.segments {
            let next = superframe.next(into: memory.workbench())
            let segment = try #require(next)
            #expect(segment.hex == expected)
            #expect(segment.offload.flags == OffloadHeader.needsChecksum)
            #expect(!segment.isSuperframe)
            #expect(segment.offload.checksumStart == 34 && segment.offload.checksumOffset == 16)
        }
        let end = superframe.next(into: memory.workbench())
        #expect(end == nil)
    }

    @Test func whatCannotBeCutIsNot() {
        var ofDatagrams = Golden.segmentation
        ofDatagrams.segmentation = 5
        var ofNothing = Golden.segmentation
        ofNothing.segmentSize = 0
        for offload in [OffloadHeader(), ofDatagrams, ofNothing] {
            #expect(Superframe(memory.frame(Golden.superframe, offload: offload)) == nil)
        }
        #expect(Superframe(memory.frame(Golden.datagram, offload: Golden.segmentation)) == nil)
        let short = String(Golden.superframe.prefix(80))
        #expect(Superframe(memory.frame(short, offload: Golden.segmentation)) == nil)
    }

    @Test(arguments: [UInt64(0), 7, 39, 40, .max])
    func corruptionFlipsOneBitOfThePayloadOfACompleteFrame(chance: UInt64) {
        let frame = memory.frame(Golden.datagram, offload: Golden.partialChecksum)
        frame.flipBit(chance: chance)
        #expect(frame.offload == OffloadHeader())
        let before = FrameMemory.bytes(Golden.completeDatagram)
        let after = FrameMemory.bytes(frame.hex)
        #expect(before[..<42] == after[..<42])
        let flipped = zip(before, after).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
        #expect(flipped == 1)
    }

    @Test func corruptionOfAFrameWithoutPayloadHitsItsTransportHeader() {
        // The segment's acknowledgement alone: total length 40.
        let hex = Golden.segments[0].replacing("4500002c", with: "45000028").dropLast(8)
        let frame = memory.frame(String(hex))
        frame.flipBit(chance: 3)
        let before = FrameMemory.bytes(String(hex))
        let after = FrameMemory.bytes(frame.hex)
        #expect(before[..<34] == after[..<34] && before != after)
    }

    @Test func sumsOfOddLengthsCountTheLastByteAsHigh() {
        // RFC 1071, 3: the sum of 00 01 f2 03 f4 f5 f6 f7 is ddf2.
        let frame = memory.frame("0001f203f4f5f6f7")
        #expect(InternetChecksum.sum(frame.start, count: 8).bigEndian == 0xddf2)
        #expect(InternetChecksum.sum(frame.start, count: 3).bigEndian == 0xf201)
    }
}
