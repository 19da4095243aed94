@testable import LabFabric

/// Memory for frames of a test, which live as long as this does.
final class FrameMemory {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit { for block in blocks { block.deallocate() } }

    /// Room for any frame.
    func workbench() -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: 70_000, alignment: 16)
        blocks.append(block)
        return block
    }

    /// A frame that was written in hexadecimal digits, without its offload header.
    func frame(_ hex: some StringProtocol, offload: OffloadHeader = OffloadHeader())
        -> EthernetFrame
    {
        let bytes = Self.bytes(String(hex))
        let block = workbench()
        offload.write(to: block)
        (block + OffloadHeader.size).copyMemory(from: bytes, byteCount: bytes.count)
        return EthernetFrame(base: block, count: OffloadHeader.size + bytes.count)
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}

extension EthernetFrame {
    /// The frame as hexadecimal digits, without its offload header.
    var hex: String {
        (0..<length).map { index in
            let digits = String(start.byte(at: index), radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// Frames between 02:00:10.0.0.1 and 02:00:10.0.0.2, computed by a program of another language.
enum Golden {
    static let arpRequest =
        "ffffffffffff02000a0000010806" + "0001080006040001" + "02000a0000010a000001"
        + "0000000000000a000002"
    static let arpReply =
        "02000a00000102000a0000020806" + "0001080006040002" + "02000a0000020a000002"
        + "02000a0000010a000001"
    /// A datagram "hello" from port 5000 to 53, its checksum left to the device.
    static let datagram =
        "02000a00000202000a0000010800" + "4500002112344000401114960a0000010a000002"
        + "13880035000d1421" + "68656c6c6f"
    static let completeDatagram =
        "02000a00000202000a0000010800" + "4500002112344000401114960a0000010a000002"
        + "13880035000d9442" + "68656c6c6f"
    static let rejection =
        "02000a00000102000a0000020800" + "45c0003800000000400166030a0000020a000001"
        + "030dd50700000000" + "4500002112344000401114960a0000010a000002" + "13880035000d1421"
    static let echo =
        "02000a00000202000a0000010800" + "4500002012344000400114a70a0000010a000002"
        + "0800333700010001" + "61626364"
    /// Ten bytes of a stream with CWR, ACK, PSH and FIN, to be cut after every four.
    static let superframe =
        "02000a00000202000a0000010800" + "4500003212344000400614900a0000010a000002"
        + "9c4000501122334401020304509910001427" + "0000" + "0102030405060708090a"
    static let segments = [
        "02000a00000202000a0000010800" + "4500002c12344000400614960a0000010a000002"
            + "9c4000501122334401020304509010001421" + "0000" + "01020304",
        "02000a00000202000a0000010800" + "4500002c12354000400614950a0000010a000002"
            + "9c4000501122334801020304501010001421" + "0000" + "05060708",
        "02000a00000202000a0000010800" + "4500002a12364000400614960a0000010a000002"
            + "9c4000501122334c0102030450191000141f" + "0000" + "090a",
    ]

    static var partialChecksum: OffloadHeader {
        var offload = OffloadHeader()
        offload.flags = OffloadHeader.needsChecksum
        offload.checksumStart = 34
        offload.checksumOffset = 6
        return offload
    }

    static var segmentation: OffloadHeader {
        var offload = OffloadHeader()
        offload.flags = OffloadHeader.needsChecksum
        offload.segmentation = OffloadHeader.tcpSegmentation | OffloadHeader.congestionBit
        offload.segmentSize = 4
        offload.headerLength = 54
        offload.checksumStart = 34
        offload.checksumOffset = 16
        return offload
    }
}
