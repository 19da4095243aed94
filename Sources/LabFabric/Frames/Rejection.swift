import LabNetwork

/// The ICMP message that tells a sender of a way that is closed on purpose: destination
/// unreachable (RFC 792), communication administratively prohibited (RFC 1812, 5.2.7.1).
struct Rejection {
    /// The most bytes that a message takes, with its offload header: it quotes 60 + 8.
    static let maximumSize = OffloadHeader.size + EthernetFrame.headerSize + 20 + 8 + 60 + 8

    private let frame: EthernetFrame
    private let packet: IPv4Packet

    /// Looks at a frame; `nil` where RFC 1122, 3.2.2, forbids to answer it.
    init?(_ frame: EthernetFrame) {
        guard !frame.isForGroup, let packet = IPv4Packet(frame), !packet.isLaterFragment,
            packet.source != .any, packet.destination.bits >> 28 != 0xe,
            !Self.isError(packet)
        else { return nil }
        self.frame = frame
        self.packet = packet
    }

    /// Whether the packet is itself such a message: unreachable, quench, redirect, time, parameter.
    private static func isError(_ packet: IPv4Packet) -> Bool {
        guard packet.protocolNumber == IPv4Packet.icmp, packet.payloadLength > 0 else {
            return false
        }
        return [3, 4, 5, 11, 12].contains(packet.payload.byte(at: 0))
    }

    /// Writes the message, which comes from the packet's destination, and returns it.
    ///
    /// - Parameter buffer: room for `maximumSize` bytes.
    func message(into buffer: UnsafeMutableRawPointer) -> EthernetFrame {
        let quoted = packet.headerLength + min(8, packet.payloadLength)
        OffloadHeader().write(to: buffer)
        let ethernet = buffer + OffloadHeader.size
        ethernet.copyMemory(from: frame.start + 6, byteCount: 6)
        (ethernet + 6).copyMemory(from: frame.start, byteCount: 6)
        ethernet.put(EthernetFrame.ipv4, at: 12)
        let ip = ethernet + EthernetFrame.headerSize
        // Version 4, five words, precedence "internetwork control" (RFC 1812, 4.3.2.5).
        ip.put(UInt16(0x45c0), at: 0)
        ip.put(UInt16(28 + quoted), at: 2)
        ip.put(UInt32(0), at: 4)
        ip.put(UInt16(64) << 8 | UInt16(IPv4Packet.icmp), at: 8)
        ip.put(packet.destination.bits, at: 12)
        ip.put(packet.source.bits, at: 16)
        let icmp = ip + 20
        icmp.put(UInt32(0x030d_0000), at: 0)
        icmp.put(UInt32(0), at: 4)
        (icmp + 8).copyMemory(from: packet.start, byteCount: quoted)
        let sum = ~InternetChecksum.sum(icmp, count: 8 + quoted)
        icmp.storeBytes(of: sum, toByteOffset: 2, as: UInt16.self)
        let message = EthernetFrame(
            base: buffer,
            count: OffloadHeader.size + EthernetFrame.headerSize + 28 + quoted)
        IPv4Packet(message)?.renewHeaderChecksum()
        return message
    }
}
