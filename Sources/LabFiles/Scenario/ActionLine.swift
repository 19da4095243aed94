import LabModel

extension ScenarioLoader {
    /// The actions of a command line, as in `kill host-1/simple` or `pause leader for=5s`.
    ///
    /// The first word is the action's key, the others what it is done to; `KEY=VALUE` are keys of
    /// its long form. The groups of a partition have commas: `partition host-1 host-2,host-3`.
    ///
    /// - Throws: `FileError` with everything that is wrong.
    public func actions(
        words: [String], topology: Topology
    ) throws(FileError) -> [PlacedAction] {
        let diagnostics = Diagnostics()
        let file = "command line"
        diagnostics.add(SourceFile(name: file, text: words.joined(separator: " ")))
        guard let key = words.first, let kind = ActionShapes.kind(key) else {
            let near = Spelling.nearest(to: words.first ?? "", among: ActionShapes.keys)
            throw FileError(
                words.isEmpty ? "an action is missing" : "unknown action '\(words[0])'",
                suggestion: near.map { "did you mean '\($0)'?" }
                    ?? "actions are \(ActionShapes.keys.formatted)")
        }
        var line = ActionLine(kind: kind, file: file)
        for word in words.dropFirst() { line.add(word) }
        let context = ScenarioContext(
            diagnostics: diagnostics, index: TopologyIndex(topology),
            startedServices: Set(topology.services.map(\.name)))
        let pair = line.pair
        let actions = ActionDecoder(context: context).actions(
            pair, kind: kind, siblings: [])
        try diagnostics.throwIfAny()
        return actions
    }
}

/// An action as words of a command line.
private struct ActionLine {
    let kind: ActionShapes.Kind
    let file: String
    private var column: Int
    private var operands: [FileNode] = []
    private var keys: [FileNode.Pair] = []

    init(kind: ActionShapes.Kind, file: String) {
        self.kind = kind
        self.file = file
        column = kind.key.count + 2
    }

    mutating func add(_ word: String) {
        let place = SourceLocation(file: file, line: 1, column: column)
        column += word.count + 1
        if kind.key != "exec", let equals = word.firstIndex(of: "=") {
            let key = String(word[..<equals])
            let value = String(word[word.index(after: equals)...])
            var valuePlace = place
            valuePlace.column += key.count + 1
            let node = value.contains(",") ? list(value, valuePlace) : scalar(value, valuePlace)
            keys.append(FileNode.Pair(key: key, location: place, value: node))
        } else {
            operands.append(
                kind.key == "partition" && word.contains(",")
                    ? list(word, place) : scalar(word, place))
        }
    }

    private func scalar(_ text: String, _ place: SourceLocation) -> FileNode {
        FileNode(.scalar(text, isPlain: true), at: place)
    }

    private func list(_ text: String, _ place: SourceLocation) -> FileNode {
        if text.contains("(") { return scalar(text, place) }
        return FileNode(
            .list(text.split(separator: ",").map { scalar(String($0), place) }), at: place)
    }

    /// The action as a key with its value.
    var pair: FileNode.Pair {
        let place = SourceLocation(file: file, line: 1, column: 1)
        let isList = operands.count > 1 || ["partition", "exec"].contains(kind.key)
        let value = isList ? FileNode(.list(operands), at: place) : operands.first
        guard !keys.isEmpty else {
            let nothing = FileNode(.scalar("", isPlain: true), at: place)
            return FileNode.Pair(key: kind.key, location: place, value: value ?? nothing)
        }
        let first = value.map {
            [FileNode.Pair(key: kind.primary[0].key, location: place, value: $0)]
        }
        return FileNode.Pair(
            key: kind.key, location: place, value: FileNode(.map((first ?? []) + keys), at: place))
    }
}
