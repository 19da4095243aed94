/// A JSON value whose keys keep their order, so that what is generated does not change from run to
/// run.
enum JSONDocument: Sendable {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    case list([JSONDocument])
    case map([(String, JSONDocument)])

    /// The document with two spaces a level; short lists stay on one line.
    func rendered(indentation: String = "") -> String {
        let inner = indentation + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .integer(let number): return "\(number)"
        case .flag(let flag): return "\(flag)"
        case .list(let items):
            let line = "[" + items.map { $0.rendered() }.joined(separator: ", ") + "]"
            if line.count <= 90, !line.contains("\n") { return line }
            let lines = items.map { inner + $0.rendered(indentation: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indentation)]"
        case .map(let pairs):
            if pairs.isEmpty { return "{}" }
            let lines = pairs.map {
                inner + Self.quoted($0.0) + ": " + $0.1.rendered(indentation: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
        }
    }

    /// A text as a JSON string (RFC 8259, section 7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let code = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
