/// A way into a JSON value, as in `Config.Datacenter` or `[0].Node.Address`.
///
/// A key with dots is written `["a.b"]`; an index below zero counts from the end.
struct JSONPath {
    /// One part of the way.
    enum Part: Hashable {
        case key(String)
        case index(Int)
    }

    /// The parts from the outside in; none for the value itself.
    let parts: [Part]

    /// Reads a path; `nil` where a bracket does not close or holds no index and no quoted key.
    init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "." {
                rest.removeFirst()
            } else if first == "[" {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                let inner = rest[rest.index(after: rest.startIndex)..<end]
                guard let part = JSONPath.bracketed(inner) else { return nil }
                parts.append(part)
                rest = rest[rest.index(after: end)...]
            } else {
                let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
                parts.append(.key(String(rest[..<end])))
                rest = rest[end...]
            }
        }
        self.parts = parts
    }

    private static func bracketed(_ text: Substring) -> Part? {
        if let index = Int(text) { return .index(index) }
        guard text.count >= 2, let quote = text.first, quote == text.last,
            quote == "\"" || quote == "'"
        else { return nil }
        return .key(String(text.dropFirst().dropLast()))
    }

    /// What is at the end of the way, if it goes that far; a key that is a number is an index too.
    func value(in document: JSON) -> JSON? {
        var value = document
        for part in parts {
            let inner: JSON? =
                switch part {
                case .index(let index): value[index]
                case .key(let key): value[key] ?? Int(key).flatMap { value[$0] }
                }
            guard let inner else { return nil }
            value = inner
        }
        return value
    }
}
