/// What a program says of itself, without what the lab says better: when, and in columns.
enum LogText {
    /// The line without its own time stamp, and with one space after its level.
    ///
    /// Programs as hashicorp's write `    2026-11-21T02:28:35.103Z [INFO]  agent: …`.
    static func normalized(_ line: String) -> String {
        var rest = Substring(line)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        if let stamp = timestampLength(rest) {
            let after = rest.dropFirst(stamp).drop { $0 == " " }
            if after.first == "[" { rest = after }
        } else if rest.first != "[" {
            // What is indented without either is a continuation, and means it.
            rest = Substring(line)
        }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return String(rest) }
        let text = rest[rest.index(after: end)...].drop { $0 == " " }
        return text.isEmpty ? String(rest) : "\(rest[...end]) \(text)"
    }

    /// How many characters of the text are a time as in ISO 8601; `nil` where it begins with none.
    private static func timestampLength(_ text: Substring) -> Int? {
        let pattern = "0000-00-00"
        let bytes = Array(text.utf8.prefix(40))
        guard bytes.count > pattern.utf8.count else { return nil }
        for (byte, expected) in zip(bytes, pattern.utf8) {
            let isDigit = (48...57).contains(byte)
            guard expected == 48 ? isDigit : byte == expected else { return nil }
        }
        guard bytes[10] == UInt8(ascii: "T") else { return nil }
        return bytes.firstIndex(of: UInt8(ascii: " "))
    }
}
