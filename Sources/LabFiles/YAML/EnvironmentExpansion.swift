import LabModel

/// Puts the values of environment variables into the texts of a file.
///
/// `${NAME}` must be set, `${NAME:-default}` also takes the place of an empty variable,
/// `${NAME-default}` only of one that is not set, and `$${` stands for `${`.
struct EnvironmentExpansion {
    /// Defaults within defaults within defaults have an end.
    private static let deepest = 16

    let environment: [String: String]
    let diagnostics: Diagnostics

    /// Expands all texts of a tree; places and keys stay as they are.
    func expand(_ node: inout FileNode) {
        switch node.content {
        case .scalar(let text, let isPlain):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return }
            guard let value = expanded(text[...], at: node.location) else {
                node.content = .scalar("", isPlain: true)
                return
            }
            // A variable alone is what its value is, quoted or not: a number stays one.
            let isAlone = text.hasPrefix("${") && Self.end(of: text[...]) == text.indices.last
            node.content = .scalar(value, isPlain: isPlain || isAlone && !value.isEmpty)
        case .list(var nodes):
            for index in nodes.indices { expand(&nodes[index]) }
            node.content = .list(nodes)
        case .map(var pairs):
            for index in pairs.indices { expand(&pairs[index].value) }
            node.content = .map(pairs)
        }
    }

    /// The text with the variables' values; `nil` where one has none.
    private func expanded(
        _ text: Substring, at location: SourceLocation, depth: Int = 0
    ) -> String? {
        var result = ""
        var rest = text
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[dollar...]
            if after.hasPrefix("$${") {
                result += "${"
                rest = after.dropFirst(3)
            } else if after.hasPrefix("${"), let end = Self.end(of: after) {
                let expression = after[after.index(dollar, offsetBy: 2)..<end]
                guard depth < Self.deepest else {
                    diagnostics.report("too many defaults within each other", at: location)
                    return nil
                }
                guard let value = value(of: expression, at: location, depth: depth) else {
                    return nil
                }
                result += value
                rest = after[after.index(after: end)...]
            } else {
                if after.hasPrefix("${") {
                    reportOpen(at: location)
                    return nil
                }
                result += "$"
                rest = after.dropFirst()
            }
        }
        return result + rest
    }

    /// The brace that closes the one at the beginning.
    private static func end(of text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text.indices {
            switch text[index] {
            case "{": depth += 1
            case "}":
                depth -= 1
                if depth == 0 { return index }
            default: continue
            }
        }
        return nil
    }

    private func value(
        of expression: Substring, at location: SourceLocation, depth: Int
    ) -> String? {
        let name = expression.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let rest = expression[name.endIndex...]
        guard let first = name.first, !first.isNumber else {
            // A regular expression's `${2}` is none of ours.
            return "${\(expression)}"
        }
        let value = environment[String(name)]
        if rest.hasPrefix(":-") {
            guard let value, !value.isEmpty else {
                return expanded(rest.dropFirst(2), at: location, depth: depth + 1)
            }
            return value
        }
        if rest.hasPrefix("-") {
            return value ?? expanded(rest.dropFirst(), at: location, depth: depth + 1)
        }
        guard rest.isEmpty else {
            diagnostics.report(
                "'${\(expression)}' can't be read: write ${\(name)} or ${\(name):-default}",
                at: location)
            return nil
        }
        if let value { return value }
        diagnostics.reportUnknown(
            "the environment has no \(name): set it, or write ${\(name):-default}",
            word: String(name), among: environment.keys.sorted(), at: location)
        return nil
    }

    private func reportOpen(at location: SourceLocation) {
        diagnostics.report(
            "'${' is not closed: write ${NAME} or ${NAME:-default}, and $${ for the two characters",
            at: location)
    }
}
