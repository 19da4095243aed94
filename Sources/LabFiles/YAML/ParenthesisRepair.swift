/// Puts `one-of(A, B)` together again that YAML has split at its comma.
///
/// Within brackets and braces a comma ends a plain text, so `[one-of(a, b), c]` has three
/// elements and `{target: one-of(a, b)}` a second key `b)`. Nobody means that.
enum ParenthesisRepair {
    /// The elements of a list, those joined that an open parenthesis belongs to.
    static func joined(_ nodes: [FileNode]) -> [FileNode] {
        guard nodes.contains(where: { openText(of: $0) != nil }) else { return nodes }
        var result: [FileNode] = []
        for node in nodes {
            guard let last = result.last, let open = openText(of: last), node.isPlain,
                let text = node.text
            else {
                result.append(node)
                continue
            }
            let whole = FileNode(.scalar("\(open), \(text)", isPlain: true), at: last.location)
            result[result.count - 1] = whole
        }
        return result
    }

    /// The keys of a map, those without value joined to the value that is open before them.
    static func joined(_ pairs: [FileNode.Pair]) -> [FileNode.Pair] {
        guard pairs.contains(where: { openText(of: $0.value) != nil }) else { return pairs }
        var result: [FileNode.Pair] = []
        for pair in pairs {
            guard let last = result.last, let open = openText(of: last.value), pair.value.isNull
            else {
                result.append(pair)
                continue
            }
            result[result.count - 1].value.content = .scalar("\(open), \(pair.key)", isPlain: true)
        }
        return result
    }

    private static func openText(of node: FileNode) -> String? {
        guard node.isPlain, let text = node.text, text.contains("one-of(") else { return nil }
        let depth = text.utf8.reduce(0) { depth, byte in
            byte == UInt8(ascii: "(") ? depth + 1 : byte == UInt8(ascii: ")") ? depth - 1 : depth
        }
        return depth > 0 ? text : nil
    }
}
