import LabModel

/// Looks for what makes a text no YAML at all, before it is parsed.
struct TextInspection {
    /// Whether the text can be parsed; what is in the way has been reported.
    let isReadable: Bool

    init(source: SourceFile, diagnostics: Diagnostics) {
        // Tab, line feed and carriage return are the control characters that a text may hold.
        let control = source.text.utf8.firstIndex { byte in
            byte < 0x20 && byte != 9 && byte != 10 && byte != 13 || byte == 0x7F
        }
        isReadable = control == nil
        guard let control else { return }
        let before = source.text.utf8[..<control]
        let line = before.count(where: { $0 == 10 }) + 1
        let start = before.lastIndex(of: 10).map { before.index(after: $0) } ?? before.startIndex
        let column = source.text[start..<control].count + 1
        let code = String(source.text.utf8[control], radix: 16)
        let name = "U+" + String(repeating: "0", count: 4 - code.count) + code.uppercased()
        diagnostics.report(
            "control character \(name): this is no text file, or it was damaged",
            at: SourceLocation(file: source.name, line: line, column: column), length: 1)
    }

    /// The offset of a line and column as the YAML scanner counts them.
    static func offset(
        of place: TreeBuilder.Position, in scalars: [Unicode.Scalar]
    ) -> Int? {
        var line = 1
        var index = 0
        while line < place.line {
            guard index < scalars.count else { return nil }
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": line += 1
            case "\r":
                if index < scalars.count, scalars[index] == "\n" { index += 1 }
                line += 1
            default: continue
            }
        }
        let offset = index + place.column - 1
        return scalars.indices.contains(offset) ? offset : nil
    }
}
