/// Cuts what TCP handed over as one frame into those that a wire carries, as a network card does.
struct Superframe {
    private let frame: EthernetFrame
    private let packet: IPv4Packet
    private let tcpHeaderLength: Int
    private let segmentSize: Int
    private let payloadLength: Int
    private var offset = 0
    private var index: UInt16 = 0

    /// Looks at a frame; `nil` where it is none of TCP over IPv4 to be cut.
    init?(_ frame: EthernetFrame) {
        let offload = frame.offload
        guard
            offload.segmentation & ~OffloadHeader.congestionBit == OffloadHeader.tcpSegmentation,
            offload.segmentSize > 0, let packet = IPv4Packet(frame), !packet.isLaterFragment,
            packet.protocolNumber == IPv4Packet.tcp, packet.transportHeaderLength >= 20
        else { return nil }
        self.frame = frame
        self.packet = packet
        tcpHeaderLength = packet.transportHeaderLength
        segmentSize = Int(offload.segmentSize)
        payloadLength = packet.payloadLength - tcpHeaderLength
    }

    /// Bytes of all headers, from the offload header to TCP's.
    private var headersLength: Int {
        OffloadHeader.size + EthernetFrame.headerSize + packet.headerLength + tcpHeaderLength
    }

    /// Writes the next frame and returns it; `nil` after the last.
    ///
    /// - Parameter buffer: room for as many bytes as the superframe has.
    mutating func next(into buffer: UnsafeMutableRawPointer) -> EthernetFrame? {
        guard offset < payloadLength || index == 0 else { return nil }
        let size = min(segmentSize, payloadLength - offset)
        buffer.copyMemory(from: frame.base, byteCount: headersLength)
        (buffer + headersLength).copyMemory(
            from: frame.base + headersLength + offset, byteCount: size)
        let segment = EthernetFrame(base: buffer, count: headersLength + size)
        adapt(segment, size: size)
        offset += size
        index &+= 1
        return segment
    }

    private func adapt(_ segment: EthernetFrame, size: Int) {
        let ip = segment.start + EthernetFrame.headerSize
        let tcp = ip + packet.headerLength
        ip.put(UInt16(packet.headerLength + tcpHeaderLength + size), at: 2)
        ip.put(packet.start.number16(at: 4) &+ index, at: 4)
        ip.put(UInt16(0), at: 10)
        ip.storeBytes(
            of: ~InternetChecksum.sum(ip, count: packet.headerLength), toByteOffset: 10,
            as: UInt16.self)
        tcp.put(tcp.number32(at: 4) &+ UInt32(offset), at: 4)
        var flags = tcp.byte(at: 13)
        // The end of the stream and the push belong to the last one, the answer to congestion to
        // the first (RFC 9293, 3.1; RFC 3168, 6.1.2).
        if offset + size < payloadLength { flags &= ~0x09 }
        if index > 0 { flags &= ~0x80 }
        tcp.storeBytes(of: flags, toByteOffset: 13, as: UInt8.self)
        // The receiver's device completes the checksum, or takes it as good.
        let sum = InternetChecksum.pseudoHeader(
            ip + 12, protocolNumber: IPv4Packet.tcp, length: tcpHeaderLength + size)
        tcp.storeBytes(of: sum, toByteOffset: 16, as: UInt16.self)
        var offload = OffloadHeader()
        offload.flags = OffloadHeader.needsChecksum
        offload.checksumStart = UInt16(EthernetFrame.headerSize + packet.headerLength)
        offload.checksumOffset = 16
        offload.write(to: segment.base)
    }
}
