/// Cuts what arrives into frames.
public struct FrameDecoder: Sendable {
    /// Bytes that are no frame.
    public struct Malformed: Error, Hashable, Sendable {
        /// What is wrong with them.
        public var reason: String
    }

    private var buffer: [UInt8] = []
    private var start = 0

    /// Makes a decoder that has seen nothing.
    public init() {}

    /// Takes in bytes as they arrive, however they are cut.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        if start > 65_536 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame; `nil` until more has arrived.
    ///
    /// - Throws: `Malformed` for a length or a kind that no sender writes; nothing more can be read.
    public mutating func next() throws(Malformed) -> Frame? {
        guard buffer.count - start >= 5 else { return nil }
        let length = Int(number(at: start))
        guard length >= 1, length <= Frame.limit else {
            throw Malformed(reason: "a frame of \(length) bytes")
        }
        guard buffer.count - start - 4 >= length else { return nil }
        let body = buffer[(start + 5)..<(start + 4 + length)]
        let kind = buffer[start + 4]
        if kind != 1 && length < 5 { throw Malformed(reason: "a stream frame without a number") }
        let id = kind == 1 ? 0 : number(at: start + 5)
        start += 4 + length
        switch kind {
        case 1: return .message(Array(body))
        case 2: return .stream(id, Array(body.dropFirst(4)))
        case 3: return .errorStream(id, Array(body.dropFirst(4)))
        default: throw Malformed(reason: "a frame of kind \(kind)")
        }
    }

    private func number(at index: Int) -> UInt32 {
        buffer[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
