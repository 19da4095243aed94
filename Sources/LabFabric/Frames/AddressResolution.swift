import LabNetwork

/// ARP for IPv4 on Ethernet (RFC 826).
struct AddressResolution {
    /// Bytes of a reply with its offload header.
    static let replySize = OffloadHeader.size + EthernetFrame.headerSize + 28

    private let request: UnsafeMutableRawPointer

    /// Reads a request; `nil` where the frame is none.
    init?(_ frame: EthernetFrame) {
        guard frame.type == EthernetFrame.arp, frame.length >= EthernetFrame.headerSize + 28
        else { return nil }
        request = frame.start + EthernetFrame.headerSize
        // Ethernet, IPv4, addresses of six and four bytes, a request.
        guard request.number32(at: 0) == 0x0001_0800, request.number32(at: 4) == 0x0604_0001
        else { return nil }
    }

    /// The address whose owner is looked for.
    var wanted: IPv4Address { IPv4Address(bits: request.number32(at: 24)) }

    /// Writes the owner's answer and returns it.
    ///
    /// - Parameter buffer: room for `replySize` bytes.
    func reply(into buffer: UnsafeMutableRawPointer) -> EthernetFrame {
        OffloadHeader().write(to: buffer)
        let ethernet = buffer + OffloadHeader.size
        let reply = ethernet + EthernetFrame.headerSize
        let owner = wanted
        ethernet.copyMemory(from: request + 8, byteCount: 6)
        EthernetFrame.putAddress(of: owner, at: ethernet + 6)
        ethernet.put(EthernetFrame.arp, at: 12)
        reply.put(UInt32(0x0001_0800), at: 0)
        reply.put(UInt32(0x0604_0002), at: 4)
        EthernetFrame.putAddress(of: owner, at: reply + 8)
        reply.put(owner.bits, at: 14)
        (reply + 18).copyMemory(from: request + 8, byteCount: 10)
        return EthernetFrame(base: buffer, count: Self.replySize)
    }
}
