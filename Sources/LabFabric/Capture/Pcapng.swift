import Glibc

/// Blocks of a capture file (draft-ietf-opsawg-pcapng), in the machine's own byte order.
enum Pcapng {
    /// What a file of some interfaces of this machine begins with.
    static func start(interfaces: [String]) -> [UInt8] {
        var machine = utsname()
        uname(&machine)
        func text<T>(_ field: T) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let header = sectionHeader(
            hardware: text(machine.machine),
            system: "\(text(machine.sysname)) \(text(machine.release))", application: "lab")
        return interfaces.reduce(header) { $0 + interface(name: $1) }
    }

    /// Which way a packet passed its interface, as the flags option codes it (4.3.1).
    enum Direction: UInt32 {
        case toHost = 1
        case fromHost = 2
    }

    /// Bytes of a packet's block around its data: fields, the direction's option, the end.
    private static let packetOverhead = 28 + 8 + 4 + 4
    /// The link type of Ethernet.
    private static let ethernet: UInt16 = 1

    /// What a file begins with (4.1).
    static func sectionHeader(hardware: String, system: String, application: String) -> [UInt8] {
        var body = bytes(of: UInt32(0x1a2b_3c4d)) + bytes(of: UInt16(1)) + bytes(of: UInt16(0))
        body += bytes(of: Int64(-1))
        body += option(2, Array(hardware.utf8)) + option(3, Array(system.utf8))
        body += option(4, Array(application.utf8)) + endOfOptions
        return block(0x0a0d_0d0a, body)
    }

    /// An interface with time stamps in nanoseconds (4.2); they have numbers in their order.
    static func interface(name: String) -> [UInt8] {
        var body = bytes(of: ethernet) + bytes(of: UInt16(0)) + bytes(of: UInt32(0))
        body += option(2, Array(name.utf8)) + option(9, [9]) + endOfOptions
        return block(1, body)
    }

    /// What was seen at an interface, as the last word about it (4.6).
    static func statistics(
        interface: Int, wallTime: Int64, received: UInt64, dropped: UInt64
    ) -> [UInt8] {
        let time = halves(of: wallTime)
        var body = bytes(of: UInt32(interface)) + bytes(of: time.0) + bytes(of: time.1)
        body += option(4, bytes(of: received)) + option(5, bytes(of: dropped)) + endOfOptions
        return block(5, body)
    }

    /// Bytes of the block of a packet.
    static func packetSize(_ length: Int) -> Int { packetOverhead + padded(length) }

    /// Adds the block of a packet (4.3), with the checksum that its sender left to a device.
    static func append(
        _ frame: EthernetFrame, to file: inout [UInt8], interface: Int, wallTime: Int64,
        _ direction: Direction
    ) {
        let length = frame.length
        let size = UInt32(packetSize(length))
        let time = halves(of: wallTime)
        append([6, size, UInt32(interface), time.0, time.1, UInt32(length), UInt32(length)], &file)
        let data = file.count
        file.append(contentsOf: UnsafeRawBufferPointer(start: frame.start, count: length))
        file.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            frame.offload.completeChecksum(of: base + data, length: length)
        }
        for _ in length..<padded(length) { file.append(0) }
        file += option(2, bytes(of: direction.rawValue)) + endOfOptions
        append([size], &file)
    }

    private static func append(_ words: [UInt32], _ file: inout [UInt8]) {
        words.withUnsafeBytes { file.append(contentsOf: $0) }
    }

    private static func halves(of time: Int64) -> (UInt32, UInt32) {
        (UInt32(truncatingIfNeeded: time >> 32), UInt32(truncatingIfNeeded: time))
    }

    private static func padded(_ count: Int) -> Int { (count + 3) & ~3 }

    private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }

    private static func option(_ code: UInt16, _ value: [UInt8]) -> [UInt8] {
        bytes(of: code) + bytes(of: UInt16(value.count)) + value
            + Array(repeating: 0, count: padded(value.count) - value.count)
    }

    private static let endOfOptions: [UInt8] = [0, 0, 0, 0]

    private static func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
        let size = bytes(of: UInt32(body.count + 12))
        return bytes(of: type) + size + body + size
    }
}
