extension Setting {
    /// What is set otherwise than in another configuration, as `listen 80 → 8080`.
    ///
    /// The order of a map's keys makes no difference.
    func differences(from old: Setting) -> [String] {
        let (before, after) = (old.leaves(at: ""), leaves(at: ""))
        var result: [String] = []
        for leaf in after {
            let earlier = before.first { $0.path == leaf.path }
            guard earlier?.value != leaf.value else { continue }
            result.append("\(leaf.path) \(earlier?.value.words ?? "unset") → \(leaf.value.words)")
        }
        for leaf in before where !after.contains(where: { $0.path == leaf.path }) {
            result.append("\(leaf.path) \(leaf.value.words) → unset")
        }
        return result
    }

    /// Every text in it that is a value.
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let elements): elements.flatMap(\.texts)
        case .map(let entries): entries.flatMap(\.value.texts)
        case .null, .flag, .integer, .decimal: []
        }
    }

    /// What is not a map, by the path to it; the places in the file are left out.
    private func leaves(at path: String) -> [(path: String, value: Setting)] {
        guard let entries else { return [(path, unlocated)] }
        return entries.flatMap { entry in
            entry.value.leaves(at: path.isEmpty ? entry.key : "\(path).\(entry.key)")
        }
    }

    /// The setting without the places of its keys in a file.
    var unlocated: Setting {
        switch self {
        case .list(let elements): .list(elements.map(\.unlocated))
        case .map(let entries):
            .map(entries.map { Entry($0.key, $0.value.unlocated) })
        case .null, .flag, .integer, .decimal, .text: self
        }
    }

    private var words: String {
        switch self {
        case .null: "null"
        case .flag(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .decimal(let value): "\(value)"
        case .text(let text): text
        case .list(let elements): "[" + elements.map(\.words).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value.words)" }.joined(separator: ", ") + "}"
        }
    }
}
