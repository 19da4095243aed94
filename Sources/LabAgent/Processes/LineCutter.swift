/// Cuts what a process writes into lines.
struct LineCutter {
    /// A line that is longer is cut into pieces of so many bytes.
    static let limit = 16 << 10

    private var rest: [UInt8] = []

    /// Takes in bytes; the lines that are complete with them.
    mutating func append(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 10) {
            rest += bytes[start..<end]
            cut(into: &lines)
            lines.append(take(rest.count))
            start = end + 1
        }
        rest += bytes[start...]
        cut(into: &lines)
        return lines
    }

    /// What is left without an end of line.
    mutating func finish() -> String? { rest.isEmpty ? nil : take(rest.count) }

    private mutating func cut(into lines: inout [String]) {
        while rest.count > Self.limit { lines.append(take(Self.limit)) }
    }

    private mutating func take(_ count: Int) -> String {
        var line = rest[..<count]
        if line.last == 13 { line = line.dropLast() }
        defer { rest.removeFirst(count) }
        return String(decoding: line, as: UTF8.self)
    }
}
