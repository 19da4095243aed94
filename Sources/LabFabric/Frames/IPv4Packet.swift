import LabNetwork

/// The IPv4 packet in a frame (RFC 791, 3.1).
struct IPv4Packet {
    /// The protocol number of ICMP (RFC 792).
    static let icmp: UInt8 = 1
    /// The protocol number of TCP (RFC 9293).
    static let tcp: UInt8 = 6
    /// The protocol number of UDP (RFC 768).
    static let udp: UInt8 = 17

    /// Where the packet's header begins.
    let start: UnsafeMutableRawPointer
    /// Bytes of the header with its options.
    let headerLength: Int
    /// Bytes of header and payload.
    let totalLength: Int

    /// Finds the packet; `nil` where the frame carries none, or not all of it.
    init?(_ frame: EthernetFrame) {
        let room = frame.length - EthernetFrame.headerSize
        guard frame.type == EthernetFrame.ipv4, room >= 20 else { return nil }
        start = frame.start + EthernetFrame.headerSize
        headerLength = Int(start.byte(at: 0) & 15) * 4
        // A superframe may be longer than the field can say; then it is zero.
        let stated = Int(start.number16(at: 2))
        totalLength = stated == 0 && frame.isSuperframe ? room : stated
        guard start.byte(at: 0) >> 4 == 4, headerLength >= 20, totalLength >= headerLength,
            totalLength <= room
        else { return nil }
    }

    /// What the packet carries.
    var protocolNumber: UInt8 { start.byte(at: 9) }
    /// Who sent it.
    var source: IPv4Address { IPv4Address(bits: start.number32(at: 12)) }
    /// Whom it is for.
    var destination: IPv4Address { IPv4Address(bits: start.number32(at: 16)) }
    /// Whether it is a datagram's later part, without the transport header.
    var isLaterFragment: Bool { start.number16(at: 6) & 0x1fff != 0 }
    /// Where the transport header begins.
    var payload: UnsafeMutableRawPointer { start + headerLength }
    /// Bytes after the IPv4 header.
    var payloadLength: Int { totalLength - headerLength }

    /// Bytes of the transport header, as far as it is known and there.
    var transportHeaderLength: Int {
        if isLaterFragment { return 0 }
        let length =
            switch protocolNumber {
            case Self.tcp: payloadLength >= 20 ? Int(payload.byte(at: 12) >> 4) * 4 : payloadLength
            case Self.udp, Self.icmp: 8
            default: 0
            }
        return min(length, payloadLength)
    }

    /// Puts the header's checksum in place.
    func renewHeaderChecksum() {
        start.put(UInt16(0), at: 10)
        let sum = ~InternetChecksum.sum(start, count: headerLength)
        start.storeBytes(of: sum, toByteOffset: 10, as: UInt16.self)
    }
}
