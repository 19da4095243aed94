/// What a machine's serial console has shown.
enum ConsoleText {
    /// How many lines people are shown.
    private static let lines = 12

    /// The last lines of a console's file, without what only a terminal understands.
    static func tail(of path: String) -> String { tail(in: Folder.read(path, last: 8192) ?? "") }

    /// The last lines of a text.
    static func tail(in text: String) -> String {
        plain(text).split(separator: "\n").map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }.suffix(lines).joined(separator: "\n")
    }

    /// A text without control characters and escape sequences (ECMA-48, 5.4).
    private static func plain(_ text: String) -> String {
        var result = ""
        var isEscape = false
        var isSequence = false
        for scalar in text.unicodeScalars {
            if isSequence {
                if (0x40...0x7E).contains(scalar.value) { isSequence = false }
            } else if isEscape {
                isEscape = false
                isSequence = scalar == "["
            } else if scalar.value == 0x1B {
                isEscape = true
            } else if scalar == "\n" || scalar.value >= 0x20 && scalar.value != 0x7F {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
