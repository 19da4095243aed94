/// The values that have an anchor, for the aliases after them.
///
/// The parser would put each in the place of its aliases and compare such keys with each other in
/// full, for ever where they multiply. So it sees plain texts instead (`HiddenCharacters`), and the
/// tree is put together here, where values are counted.
struct Aliases {
    private var anchored: [String: FileNode] = [:]

    /// Keeps a value for the aliases that follow; a later one of the same name takes its place.
    mutating func add(_ node: FileNode, anchor: String) { anchored[anchor] = node }

    /// The value of an alias; `nil` where there is no anchor of that name before it.
    subscript(name: String) -> FileNode? { anchored[name] }

    /// What comes after the star of a plain text that is an alias; `nil` for any other text.
    static func name(in text: String) -> String? {
        guard text.unicodeScalars.first == HiddenCharacters.star else { return nil }
        return String(text.unicodeScalars.dropFirst())
    }

    /// Whether an anchor could have this name: ASCII letters, digits, `-` and `_`, as in libyaml.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" || $0 == "_"
            }
    }
}
