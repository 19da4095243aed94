import LabModel
import LabNetwork

/// Reads single values, reporting those that are not what they should be.
struct ValueReader {
    let diagnostics: Diagnostics

    /// Reports that a value is of the wrong type.
    func reportType(_ node: FileNode, expected: String, suggestion: String? = nil) {
        diagnostics.report(
            "expected \(expected), found \(node.kind)", at: node, suggestion: suggestion)
    }

    /// A text; numbers and truth values count as their text.
    func text(_ node: FileNode, expected: String = "a text") -> String? {
        guard let text = node.text else {
            reportType(node, expected: expected)
            return nil
        }
        return text
    }

    /// A literal of a text.
    func literal<Value>(
        _ node: FileNode, expected: String, _ parse: (String) throws(LiteralError) -> Value
    ) -> Value? {
        guard let text = text(node, expected: expected) else { return nil }
        do {
            return try parse(text)
        } catch {
            diagnostics.report(error.message, at: node, suggestion: error.suggestion)
            return nil
        }
    }

    /// `true` or `false`.
    func flag(_ node: FileNode) -> Bool? {
        if let flag = node.flag { return flag }
        let word = node.text?.lowercased() ?? ""
        var suggestion: String?
        if ["yes", "on", "y", "1", "true"].contains(word) { suggestion = "write true" }
        if ["no", "off", "n", "0", "false"].contains(word) { suggestion = "write false" }
        reportType(node, expected: "true or false", suggestion: suggestion)
        return nil
    }

    /// A whole number of a range.
    func integer(_ node: FileNode, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = node.integer else {
            let unquoted = node.isPlain ? nil : node.text.flatMap { Int64($0) }
            reportType(
                node, expected: "a whole number",
                suggestion: unquoted.map { "write \($0), without quotes" })
            return nil
        }
        guard range.contains(value) else {
            let limit =
                value < range.lowerBound
                ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            diagnostics.report("\(value) is out of range: it must be \(limit)", at: node)
            return nil
        }
        return value
    }

    /// A positive number.
    func number(_ node: FileNode) -> Double? {
        guard let value = node.number, value.isFinite else {
            reportType(node, expected: "a number")
            return nil
        }
        guard value > 0 else {
            diagnostics.report("expected a number above zero, found \(value)", at: node)
            return nil
        }
        return value
    }

    /// One of some words.
    func choice(_ node: FileNode, of words: [String], ignoringCase: Bool = false) -> String? {
        let list = words.formatted
        guard let text = text(node, expected: list) else { return nil }
        if words.contains(text) { return text }
        if ignoringCase, let word = words.first(where: { $0.lowercased() == text.lowercased() }) {
            return word
        }
        diagnostics.reportUnknown(
            "'\(text)' is none of \(list)", word: text, among: words, at: node.location)
        return nil
    }

    /// A duration.
    func duration(_ node: FileNode) -> Interval? {
        literal(node, expected: "a duration such as 5s", Literal.duration)
    }

    /// A duration of more than nothing.
    func positiveDuration(_ node: FileNode) -> Interval? {
        guard let duration = duration(node) else { return nil }
        guard duration > .zero else {
            diagnostics.report("a duration of nothing: write 1ms or more", at: node)
            return nil
        }
        return duration
    }

    /// A percentage.
    func percentage(_ node: FileNode) -> Probability? {
        literal(node, expected: "a percentage such as 5%", Literal.percentage)
    }

    /// A bound.
    func bound(_ node: FileNode, of kind: Literal.BoundKind) -> Bound? {
        literal(node, expected: "a bound such as \"<= 2\"") { text throws(LiteralError) in
            try Literal.bound(text, of: kind)
        }
    }

    /// A pattern.
    func pattern(_ node: FileNode) -> TextPattern? {
        literal(node, expected: "a text or /pattern/", Literal.pattern)
    }

    /// An IPv4 address.
    func address(_ node: FileNode) -> IPv4Address? {
        guard let text = text(node, expected: "an address such as 192.168.50.101") else {
            return nil
        }
        guard let address = IPv4Address(text) else {
            diagnostics.report("'\(text)' is no IPv4 address, such as 192.168.50.101", at: node)
            return nil
        }
        return address
    }

    /// The elements of a list; a single value counts as a list of one.
    func items(_ node: FileNode) -> [FileNode] { node.list ?? (node.isNull ? [] : [node]) }

    /// Texts, or a single one.
    func texts(_ node: FileNode) -> [String] { items(node).compactMap { text($0) } }

    /// `NAME: value`, or a list of `NAME=value`.
    func variables(_ node: FileNode) -> [ServiceDefinition.Variable] {
        if node.isMap, let pairs = node.pairs {
            return pairs.compactMap { pair in
                if pair.value.isNull { return ServiceDefinition.Variable(pair.key, "") }
                return text(pair.value).map { ServiceDefinition.Variable(pair.key, $0) }
            }
        }
        guard let list = node.list else {
            if !node.isNull {
                reportType(node, expected: "a mapping, or a list of NAME=value")
            }
            return []
        }
        return list.compactMap { item in
            guard let text = text(item, expected: "NAME=value") else { return nil }
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                diagnostics.report("'\(text)' has no value: write \(text)=value", at: item)
                return nil
            }
            return ServiceDefinition.Variable(
                String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
    }
}

extension [String] {
    /// The words as people list them: `a, b or c`.
    var formatted: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}
