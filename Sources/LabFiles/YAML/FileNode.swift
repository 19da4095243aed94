import LabModel

/// A value of a YAML file with its place, before anything is known of its meaning.
struct FileNode: Sendable {
    /// What a value is made of.
    enum Content: Sendable {
        /// A text; a plain one, without quotes, may also be a number, a truth value or nothing.
        case scalar(String, isPlain: Bool)
        case list([FileNode])
        case map([Pair])
    }

    /// One key of a map with its value.
    struct Pair: Sendable {
        /// The key.
        var key: String
        /// Where the key stands.
        var location: SourceLocation
        /// The value.
        var value: FileNode
    }

    /// What the value is made of.
    var content: Content
    /// Where it begins.
    var location: SourceLocation

    /// Makes a value.
    init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }
}

extension FileNode {
    /// Whether there is no value: nothing at all, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The elements, where this is a list.
    var list: [FileNode]? { if case .list(let nodes) = content { nodes } else { nil } }

    /// The keys with their values, where this is a map; none where there is no value.
    var pairs: [Pair]? {
        if case .map(let pairs) = content { return pairs }
        return isNull ? [] : nil
    }

    /// Whether this is a map.
    var isMap: Bool { if case .map = content { true } else { false } }

    /// The text, where this is one.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// Whether this is a text without quotes.
    var isPlain: Bool { if case .scalar(_, let isPlain) = content { isPlain } else { false } }

    /// The truth value, where this is one; YAML 1.2 has only `true` and `false`.
    var flag: Bool? {
        guard case .scalar(let text, true) = content else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// The whole number, where this is one.
    var integer: Int64? {
        guard case .scalar(let text, true) = content else { return nil }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8) }
        return Int64(text)
    }

    /// The number, where this is one.
    var number: Double? {
        guard case .scalar(let text, true) = content,
            text.utf8.allSatisfy({ Self.numberCharacters.contains($0) })
        else { return nil }
        return Double(text)
    }

    /// Digits, signs, the point and the exponent's letter.
    private static let numberCharacters = Set("0123456789+-.eE".utf8)

    /// What the value is, for messages.
    var kind: String {
        switch content {
        case .list: "a list"
        case .map: "a mapping"
        case .scalar(let text, _): isNull ? "nothing" : "'\(text.prefix(60))'"
        }
    }

    /// The value of a key, where this is a map that has it.
    subscript(key: String) -> FileNode? {
        guard case .map(let pairs) = content else { return nil }
        return pairs.first { $0.key == key }?.value
    }
}
