extension EthernetFrame {
    /// Flips a bit so that the receiver's kernel notices, as that of a real wire's far end does.
    ///
    /// The sender's checksum is completed before, and the device is told of no work that is left,
    /// so that the receiver verifies it.
    ///
    /// - Parameter chance: random bits that say which one.
    func flipBit(chance: UInt64) {
        completeChecksum()
        let (first, size) = corruptiblePart
        guard size > 0 else { return }
        let bit = Int(chance % UInt64(size * 8))
        let place = first + bit / 8
        place.storeBytes(of: place.byte(at: 0) ^ (1 << (bit % 8)), as: UInt8.self)
    }

    /// Computes the checksum that the sender left to the device, so that no work is left.
    func completeChecksum() {
        offload.completeChecksum(of: start, length: length)
        OffloadHeader().write(to: base)
    }

    /// The payload that programs see; without one the headers of the transport, or of IP.
    private var corruptiblePart: (first: UnsafeMutableRawPointer, size: Int) {
        guard let packet = IPv4Packet(self) else {
            return (start + Self.headerSize, length - Self.headerSize)
        }
        let header = packet.transportHeaderLength
        if packet.payloadLength > header {
            return (packet.payload + header, packet.payloadLength - header)
        }
        if header > 0 { return (packet.payload, header) }
        return (packet.start, packet.headerLength)
    }
}
