import LabModel

extension Literal {
    /// The targets that stand for discovery servers.
    static let targetWords: [String: Target] = [
        "leader": .leader, "followers": .followers, "servers": .servers, "minority": .minority,
        "majority": .majority,
    ]
    private static let deepestTarget = 8

    /// Reads a target such as `host-2`, `host-2/simple.1`, `leader` or `one-of(host-1, host-2)`.
    public static func target(_ text: String) throws(LiteralError) -> Target {
        try target(text[...], depth: 0)
    }

    private static func target(
        _ text: Substring, depth: Int
    ) throws(LiteralError) -> Target {
        let text = trimmed(text)
        guard depth < deepestTarget else { throw LiteralError("one-of within too many one-of") }
        guard !text.isEmpty else {
            throw LiteralError("a target is missing: write a host, or host/component")
        }
        guard let slash = lastSlash(text) else { return try whole(text, depth: depth) }
        let host = try whole(trimmed(text[..<slash]), depth: depth)
        let name = text[text.index(after: slash)...]
        if case .part = host { throw LiteralError("'\(text)' has more than one '/'") }
        guard !name.isEmpty, !name.contains(where: { "(), ".contains($0) }) else {
            throw LiteralError("'\(text)' is no target: write host/component or host/service.1")
        }
        if let dot = name.lastIndex(of: "."), let index = Int(name[name.index(after: dot)...]) {
            guard index > 0 else {
                throw LiteralError("instances are counted from 1: write \(text.dropLast())1")
            }
            return .part(host: host, name: String(name[..<dot]), index: index)
        }
        return .part(host: host, name: String(name), index: nil)
    }

    private static func whole(_ text: Substring, depth: Int) throws(LiteralError) -> Target {
        if let word = targetWords[String(text)] { return word }
        if text.hasPrefix("one-of(") {
            guard text.hasSuffix(")") else {
                throw LiteralError("'\(text)' is not closed: write \"one-of(A, B)\", with quotes")
            }
            var targets: [Target] = []
            for part in split(list: text.dropFirst("one-of(".count).dropLast()) {
                targets.append(try target(part, depth: depth + 1))
            }
            return .oneOf(targets)
        }
        guard !text.isEmpty, !text.contains(where: { "(), /".contains($0) }) else {
            throw LiteralError(
                "'\(text)' is no target: write a host, host/component or one-of(A, B)")
        }
        return .name(String(text))
    }

    /// The slash that is in no parentheses.
    private static func lastSlash(_ text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text.indices.reversed() {
            switch text[index] {
            case ")": depth += 1
            case "(": depth -= 1
            case "/" where depth == 0: return index
            default: continue
            }
        }
        return nil
    }

    /// Splits at the commas that are in no parentheses.
    private static func split(list text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: continue
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " }
        let end = start.lastIndex { $0 != " " }.map { start.index(after: $0) }
        return start[..<(end ?? start.startIndex)]
    }
}
