/// A piece of XML as libvirt reads it; what comes from users is escaped.
struct XMLElement {
    var name: String
    var attributes: KeyValuePairs<String, String>
    var text: String
    var children: [XMLElement]

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String = "",
        _ children: [XMLElement] = []
    ) {
        self.name = name
        self.attributes = attributes
        self.text = text
        self.children = children
    }

    init(_ name: String, _ children: [XMLElement]) { self.init(name, [:], children) }

    /// The element as a text of several lines.
    func rendered(indent: String = "") -> String {
        let words = attributes.map { " \($0.key)='\(Self.escaped($0.value))'" }.joined()
        if !children.isEmpty {
            let lines = children.map { $0.rendered(indent: indent + "  ") }.joined(separator: "\n")
            return "\(indent)<\(name)\(words)>\n\(lines)\n\(indent)</\(name)>"
        }
        if text.isEmpty { return "\(indent)<\(name)\(words)/>" }
        return "\(indent)<\(name)\(words)>\(Self.escaped(text))</\(name)>"
    }

    /// A text in which no character means anything to XML (XML 1.0, 2.4 and 3.3.3).
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&apos;"
            case "\"": result += "&quot;"
            // Parsers turn these into spaces in attributes.
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
