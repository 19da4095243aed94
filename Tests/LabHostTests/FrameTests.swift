import LabHost
import LabNetwork
import LabProgram
import LabPrograms
import Testing

struct FrameTests {
    private static let frames: [Frame] = [
        .message(Array(#"{"a": 1}"#.utf8)), .message([]), .stream(7, [1, 2, 3]),
        .stream(UInt32.max, []), .errorStream(0x0102_0304, Array(repeating: 9, count: 70_000)),
    ]

    @Test func aFrameIsLengthKindAndBody() {
        #expect(Frame.message([65]).bytes == [0, 0, 0, 2, 1, 65])
        #expect(Frame.stream(258, [9]).bytes == [0, 0, 0, 6, 2, 0, 0, 1, 2, 9])
        #expect(Frame.errorStream(1, []).bytes == [0, 0, 0, 5, 3, 0, 0, 0, 1])
    }

    @Test(arguments: [1, 2, 3, 7, 4_096, 1 << 20])
    func framesArriveHoweverTheyAreCut(_ size: Int) throws {
        let bytes = Self.frames.flatMap(\.bytes)
        var decoder = FrameDecoder()
        var arrived: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            decoder.append(bytes[start..<min(start + size, bytes.count)])
            while let frame = try decoder.next() { arrived.append(frame) }
        }
        #expect(arrived == Self.frames)
    }

    @Test func aLongConversationDoesNotGrowTheDecoder() throws {
        var decoder = FrameDecoder()
        let frame = Frame.stream(1, Array(repeating: 0, count: 10_000))
        for _ in 0..<200 {
            decoder.append(frame.bytes)
            #expect(try decoder.next() == frame)
            #expect(try decoder.next() == nil)
        }
    }

    @Test(
        arguments: [
            [0, 0, 0, 0, 1], [4, 0, 0, 1, 1], [255, 255, 255, 255, 1], [0, 0, 0, 1, 2],
            [0, 0, 0, 4, 3, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 5, 4, 0, 0, 0, 0],
        ] as [[UInt8]])
    func whatNoSenderWritesIsMalformed(_ bytes: [UInt8]) {
        var decoder = FrameDecoder()
        decoder.append(bytes)
        #expect(throws: FrameDecoder.Malformed.self) { _ = try decoder.next() }
    }

    @Test func ordersAndReportsAreMessages() throws {
        var spec = ProcessSpec(name: "simple.1", command: ["lab-agent", "run", "/run/x"])
        spec.container = Container(id: "ab", name: "simple.1", image: "hello", state: .running)
        spec.catalog = CatalogSource(
            agent: Endpoint(.loopback, 8500), services: nil, context: .map([]))
        let frame = try Frame.message(encoding: HostOrder.start(spec))
        guard case .message(let text) = frame,
            case .start(let read) = try Frame.decode(HostOrder.self, from: text)
        else {
            Issue.record("no order came back")
            return
        }
        #expect(read == spec)
        #expect(throws: DecodingError.self) { try Frame.decode(HostReport.self, from: text) }
    }
}
