import Testing

@testable import LabFabric

/// The blocks as draft-ietf-opsawg-pcapng draws them, on a little-endian machine.
@Suite(.enabled(if: UInt16(1).littleEndian == 1)) struct PcapngTests {
    private let memory = FrameMemory()

    @Test func aFileBeginsWithItsSection() {
        let block = Pcapng.sectionHeader(hardware: "x86_64", system: "Linux", application: "lab")
        let expected =
            "0a0d0d0a" + "40000000" + "4d3c2b1a" + "0100" + "0000" + "ffffffffffffffff"
            + "02000600" + "7838365f36340000" + "03000500" + "4c696e7578000000"
            + "04000300" + "6c616200" + "00000000" + "40000000"
        #expect(block == FrameMemory.bytes(expected))
    }

    @Test func anInterfaceHasANameAndNanoseconds() {
        let expected =
            "01000000" + "2c000000" + "0100" + "0000" + "00000000"
            + "02000600" + "6820657468300000" + "09000100" + "09000000"
            + "00000000" + "2c000000"
        #expect(Pcapng.interface(name: "h eth0") == FrameMemory.bytes(expected))
    }

    @Test func aPacketHasItsTimeItsDirectionAndAWholeChecksum() {
        let frame = memory.frame(Golden.datagram, offload: Golden.partialChecksum)
        var file: [UInt8] = []
        Pcapng.append(
            frame, to: &file, interface: 3, wallTime: 0x0000_0001_0000_0002, .fromHost)
        let expected =
            "06000000" + "5c000000" + "03000000" + "01000000" + "02000000" + "2f000000"
            + "2f000000" + Golden.completeDatagram + "00"
            + "02000400" + "02000000" + "00000000" + "5c000000"
        #expect(file == FrameMemory.bytes(expected))
        #expect(file.count == Pcapng.packetSize(frame.length))
        #expect(frame.hex == Golden.datagram)
    }

    @Test func theLastWordIsHowManyWereDropped() {
        let block = Pcapng.statistics(interface: 1, wallTime: 5, received: 7, dropped: 2)
        let expected =
            "05000000" + "34000000" + "01000000" + "00000000" + "05000000"
            + "04000800" + "0700000000000000" + "05000800" + "0200000000000000"
            + "00000000" + "34000000"
        #expect(block == FrameMemory.bytes(expected))
    }

    @Test func aBufferDropsAndCountsWhatItsReaderLeavesNoRoomFor() throws {
        let bell = try EventPoll()
        defer { bell.close() }
        let frame = memory.frame(String(repeating: "00", count: 65_000))
        var buffer = CaptureBuffer(id: 1, ports: [4, 5], bell: bell, start: [])
        let fits = CaptureBuffer.capacity / Pcapng.packetSize(65_000)
        for _ in 0..<fits + 3 { buffer.record(frame, port: 5, at: 0, .toHost) }
        buffer.record(frame, port: 6, at: 0, .toHost)
        #expect(buffer.summary == CaptureSummary(packets: UInt64(fits), dropped: 3))
        #expect(buffer.take(leaving: []).count == fits * Pcapng.packetSize(65_000))
        buffer.record(frame, port: 4, at: 0, .toHost)
        buffer.close(at: 0)
        buffer.record(frame, port: 4, at: 0, .toHost)
        #expect(buffer.summary == CaptureSummary(packets: UInt64(fits) + 1, dropped: 4))
    }
}
