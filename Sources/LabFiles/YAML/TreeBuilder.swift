import LabModel
import Yams

/// Turns the parser's nodes into a tree of its own, putting anchored values in the places of their
/// aliases, merging keys and refusing what is doubled.
struct TreeBuilder {
    /// A place as the parser counts it: lines from 1, Unicode scalars from 1.
    struct Position: Hashable {
        var line: Int
        var column: Int

        init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
    }

    /// Deeper files are a mistake or an attack; the language itself needs less than ten levels.
    private static let deepest = 64
    /// A lab of ten thousand hosts has a tenth of that.
    private static let mostNodes = 1_000_000

    /// The keys that were renamed because they are doubled, with their text.
    var renamed: [Position: String] = [:]
    private let source: SourceFile
    private let diagnostics: Diagnostics
    private let start: SourceLocation
    private let hasHidden: Bool
    private var aliases = Aliases()
    private var count = 0
    private var hasFailed = false
    /// Whether some alias stands for nothing, of which the meaning of the file is not to speak again.
    private var hasBadAlias = false

    init(source: SourceFile, hasHidden: Bool, diagnostics: Diagnostics) {
        self.source = source
        self.diagnostics = diagnostics
        self.hasHidden = hasHidden
        start = SourceLocation(file: source.name, line: 1, column: 1)
    }

    /// The tree, a text without letters where the file has no value; `nil` where it is too deep or too big, or
    /// an alias stands for nothing.
    mutating func build(_ root: Yams.Node?) -> FileNode? {
        let tree =
            root.map { node($0, depth: 0) } ?? FileNode(.scalar("", isPlain: true), at: start)
        return hasFailed || hasBadAlias ? nil : tree
    }

    private mutating func node(_ node: Yams.Node, depth: Int) -> FileNode {
        let nothing = FileNode(.scalar("", isPlain: true), at: start)
        guard !hasFailed else { return nothing }
        let place = location(of: node)
        guard isWithinLimits(depth: depth, at: place) else { return nothing }
        var result = FileNode(.scalar("", isPlain: true), at: place)
        switch node {
        case .scalar(let scalar):
            result = text(of: scalar, depth: depth, at: place)
        case .sequence(let sequence):
            var nodes: [FileNode] = []
            for element in sequence { nodes.append(self.node(element, depth: depth + 1)) }
            result.content = .list(ParenthesisRepair.joined(nodes))
        case .mapping(let mapping):
            result.content = .map(pairs(of: mapping, depth: depth))
        case .alias: break
        }
        if let anchor = node.anchor { aliases.add(result, anchor: anchor.rawValue) }
        return result
    }

    /// A text, or the value that it is an alias of.
    private mutating func text(
        of scalar: Yams.Node.Scalar, depth: Int, at place: SourceLocation
    ) -> FileNode {
        let isPlain = scalar.style == .plain
        let text = original(scalar)
        let plain = FileNode(.scalar(shown(text), isPlain: isPlain), at: place)
        guard isPlain, let name = Aliases.name(in: text) else { return plain }
        guard Aliases.isName(name) else {
            hasBadAlias = true
            diagnostics.report(
                "a value that begins with '*' must be quoted", at: place, length: 1,
                suggestion: "write \"\(shown(text))\"")
            return plain
        }
        guard let value = aliases[name] else {
            hasBadAlias = true
            diagnostics.report(
                "no anchor of that name stands before this alias", at: place, length: 1)
            return plain
        }
        count(value, depth: depth, at: place)
        return value
    }

    /// Counts the values below one that an alias repeats.
    private mutating func count(_ node: FileNode, depth: Int, at place: SourceLocation) {
        for part in node.list ?? node.pairs?.map(\.value) ?? [] {
            guard !hasFailed, isWithinLimits(depth: depth + 1, at: place) else { return }
            count(part, depth: depth + 1, at: place)
        }
    }

    private mutating func isWithinLimits(depth: Int, at place: SourceLocation) -> Bool {
        count += 1
        if depth > Self.deepest {
            fail("more than \(Self.deepest) levels deep: is a bracket not closed?", at: place)
        } else if count > Self.mostNodes {
            fail("more than a million values: do aliases multiply here?", at: place)
        }
        return !hasFailed
    }

    private mutating func pairs(of mapping: Yams.Node.Mapping, depth: Int) -> [FileNode.Pair] {
        var pairs: [FileNode.Pair] = []
        for (key, value) in mapping {
            let place = location(of: key)
            let name = node(key, depth: depth + 1)
            let value = node(value, depth: depth + 1)
            guard !hasFailed else { return [] }
            guard case .scalar(let text, _) = name.content else {
                diagnostics.report("a key must be a plain text", at: place)
                continue
            }
            pairs.append(FileNode.Pair(key: text, location: place, value: value))
        }
        return merged(unique(ParenthesisRepair.joined(pairs)))
    }

    /// The pairs without those whose key was there before.
    private func unique(_ pairs: [FileNode.Pair]) -> [FileNode.Pair] {
        var first: [String: SourceLocation] = [:]
        return pairs.filter { pair in
            guard let place = first[pair.key] else {
                first[pair.key] = pair.location
                return true
            }
            let isSame = place.line == pair.location.line
            diagnostics.report(
                "'\(pair.key)' is given twice, first on "
                    + (isSame ? "this line" : "line \(place.line)"), at: pair.location)
            return false
        }
    }

    /// The pairs with what `<<` refers to in its place; what is written out wins.
    private func merged(_ pairs: [FileNode.Pair]) -> [FileNode.Pair] {
        guard let place = pairs.firstIndex(where: { $0.key == "<<" }) else { return pairs }
        let merge = pairs[place]
        var taken = Set(pairs.map(\.key))
        var result = Array(pairs[..<place])
        for map in merge.value.list ?? [merge.value] {
            guard map.isMap, let others = map.pairs else {
                diagnostics.report(
                    "'<<' takes a mapping or a list of mappings, not \(map.kind)",
                    at: merge.location)
                continue
            }
            for pair in others where taken.insert(pair.key).inserted { result.append(pair) }
        }
        return result + pairs[(place + 1)...]
    }

    /// The text of the file, with what is hidden in it.
    private func original(_ scalar: Yams.Node.Scalar) -> String {
        guard !renamed.isEmpty, let mark = scalar.mark else { return scalar.string }
        return renamed[Position(mark)] ?? scalar.string
    }

    private func shown(_ text: String) -> String {
        hasHidden ? HiddenCharacters.shown(text) : text
    }

    private mutating func fail(_ message: String, at place: SourceLocation) {
        hasFailed = true
        diagnostics.report(message, at: place, length: 1)
    }

    private func location(of node: Yams.Node) -> SourceLocation {
        let place = node.mark.map { Position($0) } ?? Position(line: 1, column: 1)
        return source.location(line: place.line, scalarColumn: place.column)
    }
}
