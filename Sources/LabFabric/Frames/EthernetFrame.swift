import LabNetwork

/// A frame as a TAP descriptor gives it: an offload header, then Ethernet (IEEE 802.3, 3.1.1).
///
/// Frames of sockets get such a header when they are read, so that all of them are alike.
///
/// It is a view of memory that somebody else owns.
struct EthernetFrame {
    /// Bytes of the Ethernet header: destination, source, type.
    static let headerSize = 14
    /// The type of IPv4 (RFC 894).
    static let ipv4: UInt16 = 0x0800
    /// The type of ARP (RFC 826).
    static let arp: UInt16 = 0x0806
    /// The first two bytes of each host's address; its IPv4 address follows. Locally administered.
    static let addressPrefix: UInt16 = 0x0200

    /// Where the offload header begins.
    let base: UnsafeMutableRawPointer
    /// Bytes with the offload header.
    let count: Int

    /// Where the Ethernet header begins.
    var start: UnsafeMutableRawPointer { base + OffloadHeader.size }
    /// Bytes without the offload header, as a wire carries them.
    var length: Int { count - OffloadHeader.size }
    /// The work that the sender left to the device.
    var offload: OffloadHeader { OffloadHeader(base) }
    /// Whether TCP left the cutting into segments to the device.
    var isSuperframe: Bool { base.byte(at: 1) != OffloadHeader.noSegmentation }
    /// Whether the frame is for a group of hosts or all.
    var isForGroup: Bool { start.byte(at: 0) & 1 != 0 }
    /// What the frame carries.
    var type: UInt16 { start.number16(at: 12) }

    /// The IPv4 address that the destination's hardware address is made of.
    var destination: IPv4Address? {
        guard start.number16(at: 0) == Self.addressPrefix else { return nil }
        return IPv4Address(bits: start.number32(at: 2))
    }

    /// Writes a host's hardware address.
    static func putAddress(of address: IPv4Address, at target: UnsafeMutableRawPointer) {
        target.put(addressPrefix, at: 0)
        target.put(address.bits, at: 2)
    }
}
