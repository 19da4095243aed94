/// Cuts what arrives into lines.
public struct LineBuffer: Sendable {
    /// The longest line that is kept, in bytes; a longer one is dropped with what follows it.
    private static let limit = 16 << 20

    private var rest: [UInt8] = []

    /// Makes a buffer that has seen nothing.
    public init() {}

    /// Takes in bytes as they arrive, however they are cut.
    ///
    /// - Returns: the lines that are whole now, without their ends.
    public mutating func append(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        rest.append(contentsOf: bytes)
        var lines: [[UInt8]] = []
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: 10) {
            lines.append(Array(rest[start..<end]))
            start = end + 1
        }
        rest.removeFirst(start)
        if rest.count > Self.limit { rest = [] }
        return lines
    }
}
