/// What stands before each frame on a TAP descriptor: which work its sender left to the device.
///
/// Source: virtio 1.2, 5.1.6, `struct virtio_net_hdr`, of which a TAP leaves out the number of
/// buffers; numbers are in the machine's own order.
struct OffloadHeader: Hashable {
    /// Bytes that the header takes.
    static let size = 10
    /// Flag: the checksum field holds the sum of the pseudo header only.
    static let needsChecksum: UInt8 = 1
    /// Segmentation: none.
    static let noSegmentation: UInt8 = 0
    /// Segmentation: TCP over IPv4.
    static let tcpSegmentation: UInt8 = 1
    /// Segmentation, in addition: the first segment alone keeps the flag CWR.
    static let congestionBit: UInt8 = 0x80

    /// Where the checksum stands in the header of UDP.
    private static let datagramChecksumOffset = 6

    var flags: UInt8 = 0
    var segmentation: UInt8 = 0
    /// Bytes of all headers together, as a hint.
    var headerLength: UInt16 = 0
    /// Payload of each frame that the superframe is to be cut into.
    var segmentSize: UInt16 = 0
    /// From where the checksum is computed, counted from the first byte of the frame.
    var checksumStart: UInt16 = 0
    /// Where it is put, counted from there.
    var checksumOffset: UInt16 = 0

    /// A header that leaves no work.
    init() {}

    /// Reads a header.
    init(_ base: UnsafeMutableRawPointer) {
        flags = base.byte(at: 0)
        segmentation = base.byte(at: 1)
        headerLength = base.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
        segmentSize = base.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
        checksumStart = base.loadUnaligned(fromByteOffset: 6, as: UInt16.self)
        checksumOffset = base.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    }

    /// Writes the header.
    func write(to base: UnsafeMutableRawPointer) {
        base.storeBytes(of: flags, toByteOffset: 0, as: UInt8.self)
        base.storeBytes(of: segmentation, toByteOffset: 1, as: UInt8.self)
        base.storeBytes(of: headerLength, toByteOffset: 2, as: UInt16.self)
        base.storeBytes(of: segmentSize, toByteOffset: 4, as: UInt16.self)
        base.storeBytes(of: checksumStart, toByteOffset: 6, as: UInt16.self)
        base.storeBytes(of: checksumOffset, toByteOffset: 8, as: UInt16.self)
    }

    /// Computes the checksum that a frame's sender left out, where it did.
    func completeChecksum(of frame: UnsafeMutableRawPointer, length: Int) {
        let start = Int(checksumStart)
        let field = start + Int(checksumOffset)
        guard flags & Self.needsChecksum != 0, field + 2 <= length else { return }
        let sum = ~InternetChecksum.sum(frame + start, count: length - start)
        // In a datagram zero would say that there is none (RFC 768); both mean the same sum.
        let isOfDatagram = Int(checksumOffset) == Self.datagramChecksumOffset
        frame.storeBytes(
            of: sum == 0 && isOfDatagram ? 0xffff : sum, toByteOffset: field, as: UInt16.self)
    }
}
