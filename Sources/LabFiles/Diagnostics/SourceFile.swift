import LabModel

/// The text of a file, for messages.
final class SourceFile {
    /// The file as the user named it.
    let name: String
    /// The whole text.
    let text: String
    /// The lines, without their line breaks.
    private(set) lazy var lines: [String] = SourceFile.split(text)
    private lazy var isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    /// Where the file is not ASCII, the columns in characters of a line's Unicode scalars.
    private var columns: [Int: [Int]] = [:]

    init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The line of that number, from 1.
    func line(_ number: Int) -> String? {
        lines.indices.contains(number - 1) ? lines[number - 1] : nil
    }

    /// The place of a column that is counted in Unicode scalars, counted in characters.
    func location(line: Int, scalarColumn: Int) -> SourceLocation {
        guard !isASCII else {
            return SourceLocation(file: name, line: line, column: scalarColumn)
        }
        let known = columns[line] ?? Self.columns(of: self.line(line) ?? "")
        columns[line] = known
        guard !known.isEmpty else {
            return SourceLocation(file: name, line: line, column: scalarColumn)
        }
        let column = known.indices.contains(scalarColumn - 1) ? known[scalarColumn - 1] : nil
        return SourceLocation(file: name, line: line, column: column ?? (known.last ?? 0) + 1)
    }

    /// Empty for a line of ASCII, where each scalar is a character.
    private static func columns(of text: String) -> [Int] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return [] }
        return text.enumerated().flatMap { number, character in
            character.unicodeScalars.map { _ in number + 1 }
        }
    }

    /// How many characters the word at a place has: a quoted text, or what reaches to a separator.
    func wordLength(at location: SourceLocation) -> Int {
        guard let line = line(location.line) else { return 1 }
        let rest = line.dropFirst(location.column - 1)
        guard let first = rest.first else { return 1 }
        if first == "\"" || first == "'" {
            let body = rest.dropFirst()
            return (body.firstIndex(of: first).map { body.distance(from: body.startIndex, to: $0) })
                .map { $0 + 2 } ?? rest.count
        }
        if "[{|>".contains(first) { return 1 }
        return max(1, Self.plainLength(Array(rest)))
    }

    /// How far a plain scalar reaches: to `: `, ` #`, the end, or a bracket or comma.
    private static func plainLength(_ characters: [Character]) -> Int {
        let hasCall = String(characters).contains("one-of(")
        var end = characters.count
        var depth = 0
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            switch character {
            case "(" where hasCall: depth += 1
            case ")" where hasCall: depth -= 1
            case ":" where next == " ": end = index
            case "]" where depth <= 0, "}" where depth <= 0, "," where depth <= 0: end = index
            case " " where next == "#": end = index
            default: continue
            }
            if end == index { break }
        }
        while end > 0 && characters[end - 1].isWhitespace { end -= 1 }
        return end
    }

    /// Splits as YAML 1.1's scanner counts lines.
    private static func split(_ text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where isAfterReturn:
                isAfterReturn = false
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(String(line))
                line = String.UnicodeScalarView()
                isAfterReturn = scalar == "\r"
            default:
                line.append(scalar)
                isAfterReturn = false
            }
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }
}
