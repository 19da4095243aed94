import LabModel

/// Lays the values of the command line over those of a file.
struct OverrideApplication {
    /// The name under which overrides stand in messages.
    static let file = "--set"
    /// The top-level maps whose keys are names; an override invents no new ones.
    private static let named: Set<String> = [
        "hosts", "networks", "components", "services", "groups", "traffic",
    ]

    /// All the overrides of the command line, each of which is a line of the file `--set`.
    let overrides: [Override]
    let diagnostics: Diagnostics

    /// Makes the overrides known to messages.
    init(overrides: [Override], diagnostics: Diagnostics) {
        self.overrides = overrides
        self.diagnostics = diagnostics
        guard !overrides.isEmpty else { return }
        let lines = overrides.map { "\($0.path)=\($0.valueText)" }
        diagnostics.add(SourceFile(name: Self.file, text: lines.joined(separator: "\n")))
    }

    /// Applies the override of that number.
    ///
    /// - Parameter path: the override's path, or what is left of it without a prefix.
    func apply(_ number: Int, path: Substring, to root: inout FileNode) {
        guard let value = value(number) else { return }
        let whole = overrides[number].path
        let skipped = whole.count - path.count
        set(value, path: path, column: skipped + 1, line: number + 1, in: &root, level: 0)
    }

    /// The override's value, with its place in the line of the file `--set`.
    private func value(_ number: Int) -> FileNode? {
        let override = overrides[number]
        let own = Diagnostics()
        let name = "--set \(override.path)"
        guard var node = YAMLReader(diagnostics: own).read(override.valueText, file: name) else {
            diagnostics.add(own.found)
            return nil
        }
        diagnostics.add(own.found)
        node.relocate(
            line: number + 1, columns: override.path.count + 1, file: Self.file)
        return node
    }

    private func set(
        _ value: FileNode, path: Substring, column: Int, line: Int, in node: inout FileNode,
        level: Int
    ) {
        let place = SourceLocation(file: Self.file, line: line, column: column)
        if case .list(var nodes) = node.content {
            let (head, rest) = Self.split(path, keys: [])
            guard let index = Int(head), nodes.indices.contains(index) else {
                diagnostics.report(
                    "'\(head)' is no element of the list, which has \(nodes.count), from 0",
                    at: place, length: head.count)
                return
            }
            descend(value, rest, head, (column, line), &nodes[index], level)
            node.content = .list(nodes)
            return
        }
        var pairs = node.pairs ?? []
        let (head, rest) = Self.split(path, keys: pairs.map(\.key))
        if let index = pairs.firstIndex(where: { $0.key == head }) {
            pairs[index].location = place
            descend(value, rest, head, (column, line), &pairs[index].value, level)
        } else {
            var child = FileNode(.scalar("", isPlain: true), at: place)
            descend(value, rest, head, (column, line), &child, level)
            pairs.append(FileNode.Pair(key: String(head), location: place, value: child))
        }
        node = FileNode(.map(pairs), at: node.location)
    }

    private func descend(
        _ value: FileNode, _ rest: Substring?, _ head: Substring, _ place: (column: Int, line: Int),
        _ child: inout FileNode, _ level: Int
    ) {
        guard let rest else {
            child = value
            return
        }
        if level == 0, Self.named.contains(String(head)) {
            let names = (child.pairs ?? []).map(\.key)
            let (name, _) = Self.split(rest, keys: names)
            guard names.contains(String(name)) else {
                let column = place.column + head.count + 1
                diagnostics.reportUnknown(
                    "'\(head)' has no '\(name)'", word: String(name), among: names,
                    at: SourceLocation(file: Self.file, line: place.line, column: column),
                    length: name.count)
                return
            }
        }
        let column = place.column + head.count + 1
        set(value, path: rest, column: column, line: place.line, in: &child, level: level + 1)
    }

    /// The first key of a path and what comes after it; a key of the map may itself have dots.
    private static func split(
        _ path: Substring, keys: [String]
    ) -> (head: Substring, rest: Substring?) {
        let dotted = keys.filter { path == $0 || path.hasPrefix($0 + ".") }
        let length = dotted.map(\.count).max() ?? path.prefix { $0 != "." }.count
        let head = path.prefix(length)
        let rest = path.dropFirst(length + 1)
        return (head, path.count > length ? rest : nil)
    }
}

extension FileNode {
    /// Moves the value and all in it to one line of another file.
    fileprivate mutating func relocate(line: Int, columns: Int, file: String) {
        location = Self.moved(location, line: line, columns: columns, file: file)
        switch content {
        case .scalar: return
        case .list(var nodes):
            for index in nodes.indices {
                nodes[index].relocate(line: line, columns: columns, file: file)
            }
            content = .list(nodes)
        case .map(var pairs):
            for index in pairs.indices {
                pairs[index].location = Self.moved(
                    pairs[index].location, line: line, columns: columns, file: file)
                pairs[index].value.relocate(line: line, columns: columns, file: file)
            }
            content = .map(pairs)
        }
    }

    private static func moved(
        _ location: SourceLocation, line: Int, columns: Int, file: String
    ) -> SourceLocation {
        SourceLocation(file: file, line: line, column: location.column + columns)
    }
}
