/// A page as it is written; what comes from users is escaped.
struct HTMLText {
    private(set) var text = ""

    /// Adds markup as it is.
    mutating func raw(_ markup: String) { text += markup }

    /// Adds text that is no markup.
    mutating func add(_ words: String) { text += Self.escaped(words) }

    /// Adds an element that holds only text.
    mutating func element(_ name: String, class look: String? = nil, text words: String) {
        raw(look.map { "<\(name) class=\"\($0)\">" } ?? "<\(name)>")
        add(words)
        raw("</\(name)>")
    }

    /// The text so that it means itself in an element and in an attribute in double quotes.
    ///
    /// Control characters, which HTML does not allow, become the sign for what can't be shown.
    static func escaped(_ words: String) -> String {
        var result = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 32 || (127...159).contains(scalar.value):
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A length in a drawing without more digits than it needs.
    static func pixels(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        return tenths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int(tenths / 10))" : "\(tenths / 10)"
    }
}
