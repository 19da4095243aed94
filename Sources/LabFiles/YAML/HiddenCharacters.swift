/// Hides from the YAML parser the brackets of `${NAME:-default}` and of patterns such as `/[0-9]+/`,
/// and stars.
///
/// Within YAML's own braces and brackets a plain text can't have any, and a star makes an alias, for
/// which see `Aliases`. Each of these characters is replaced by one of the private use area, so that
/// no place moves, and put back in the tree's texts.
enum HiddenCharacters {
    /// What stands for a star.
    static let star: Unicode.Scalar = "\u{E22A}"

    /// Longer expressions are none.
    private static let longest = 300
    /// Where ASCII lies in the private use area meanwhile.
    private static let base: UInt32 = 0xE200

    /// The text with the expressions and the stars hidden.
    static func hidden(_ text: String) -> String {
        guard
            text.contains("*") || text.contains("${")
                || text.contains("/") && text.contains(where: isBracket)
        else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            guard let end = endOfVariable(scalars, index) ?? endOfPattern(scalars, index) else {
                result.append(scalars[index] == "*" ? star : scalars[index])
                index += 1
                continue
            }
            for character in scalars[index...end] {
                let stranger =
                    character.isASCII ? Unicode.Scalar(base + character.value) : character
                result.append(stranger ?? character)
            }
            index = end + 1
        }
        return String(result)
    }

    /// A text of the tree with the expressions back.
    static func shown(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isStranger) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let character = isStranger(scalar) ? Unicode.Scalar(scalar.value - base) : scalar
            result.append(character ?? scalar)
        }
        return String(result)
    }

    private static func isStranger(_ scalar: Unicode.Scalar) -> Bool {
        (base..<base + 0x80).contains(scalar.value)
    }

    private static func isBracket(_ character: Character) -> Bool { "[]{}".contains(character) }

    /// Where an expression ends that begins with `${NAME`; `nil` for anything else.
    ///
    /// Quotes and backslashes stay YAML's, and so does a `#`.
    private static func endOfVariable(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard scalars[start] == "$", start + 2 < scalars.count, scalars[start + 1] == "{",
            scalars[start + 2] == "_" || scalars[start + 2].properties.isAlphabetic
        else { return nil }
        var depth = 0
        for index in (start + 1)..<min(scalars.count, start + longest) {
            switch scalars[index] {
            case "{": depth += 1
            case "}":
                depth -= 1
                if depth == 0 { return index }
            case "\n", "\r", "\"", "'", "\\", "#": return nil
            default: break
            }
        }
        return nil
    }

    /// Where a pattern ends that begins a plain value and has brackets; `nil` for anything else.
    ///
    /// A comma or colon before a space is YAML's, so that two paths in a list are no pattern.
    private static func endOfPattern(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard scalars[start] == "/", start > 0, " [{".unicodeScalars.contains(scalars[start - 1])
        else { return nil }
        var hasBracket = false
        for index in (start + 1)..<min(scalars.count, start + longest) {
            let next = index + 1 < scalars.count ? scalars[index + 1] : "\n"
            switch scalars[index] {
            case "[", "]", "{", "}": hasBracket = true
            case "/" where " ,]}\n\r".unicodeScalars.contains(next):
                return hasBracket ? index : nil
            case ",", ":": if next == " " { return nil }
            case "#": if scalars[index - 1] == " " { return nil }
            case "\n", "\r", "\"", "'": return nil
            default: break
            }
        }
        return nil
    }
}
