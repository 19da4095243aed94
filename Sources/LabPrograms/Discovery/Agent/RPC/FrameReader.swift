/// Cuts the bytes of a connection into frames: four bytes of length, the highest first, then that
/// many bytes, of which the first says what kind of frame it is.
struct FrameReader {
    /// A frame claims to be longer than any that is ever sent.
    struct Oversized: Error, Hashable {}

    /// No frame is longer; a snapshot of the largest catalog fits many times over.
    static let limit = 64 << 20

    /// What arrived and is not used up; frames are ranges of it.
    private(set) var buffer: [UInt8] = []
    private var position = 0

    /// Adds bytes that arrived.
    mutating func append(_ bytes: [UInt8]) {
        if position == buffer.count {
            buffer = bytes
            position = 0
            return
        }
        if position > 0 {
            buffer.removeSubrange(0..<position)
            position = 0
        }
        buffer += bytes
    }

    /// Where the next whole frame stands in `buffer`; `nil` until all of it has arrived.
    ///
    /// - Throws: `Oversized` when the length is beyond the limit; nothing can be read after it.
    mutating func next() throws(Oversized) -> Range<Int>? {
        guard buffer.count - position >= 4 else { return nil }
        var length = 0
        for offset in 0..<4 { length = length << 8 | Int(buffer[position + offset]) }
        guard length <= FrameReader.limit else { throw Oversized() }
        guard buffer.count - position - 4 >= length else { return nil }
        let start = position + 4
        position = start + length
        return start..<position
    }

    /// A whole frame of a kind and a body.
    static func frame(kind: UInt8, body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 5)
        let length = UInt32(truncatingIfNeeded: body.count + 1)
        bytes.append(UInt8(truncatingIfNeeded: length >> 24))
        bytes.append(UInt8(truncatingIfNeeded: length >> 16))
        bytes.append(UInt8(truncatingIfNeeded: length >> 8))
        bytes.append(UInt8(truncatingIfNeeded: length))
        bytes.append(kind)
        bytes += body
        return bytes
    }
}
