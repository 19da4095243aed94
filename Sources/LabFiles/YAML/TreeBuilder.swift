import LabModel
import Yams

/// Turns the parser's nodes into a tree of its own, merging keys and refusing what is doubled.
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
    private var count = 0
    private var hasFailed = false

    init(source: SourceFile, hasHidden: Bool, diagnostics: Diagnostics) {
        self.source = source
        self.diagnostics = diagnostics
        self.hasHidden = hasHidden
        start = SourceLocation(file: source.name, line: 1, column: 1)
    }

    /// The tree; `nil` where the file is too deep or too big.
    mutating func build(_ root: Yams.Node) -> FileNode? {
        let tree = node(root, depth: 0)
        return hasFailed ? nil : tree
    }

    private mutating func node(_ node: Yams.Node, depth: Int) -> FileNode {
        guard !hasFailed else { return FileNode(.scalar("", isPlain: true), at: start) }
        let place = location(of: node)
        let nothing = FileNode(.scalar("", isPlain: true), at: place)
        count += 1
        guard depth <= Self.deepest else {
            fail("more than \(Self.deepest) levels deep: is a bracket not closed?", at: place)
            return nothing
        }
        guard count <= Self.mostNodes else {
            fail("more than a million values: do aliases multiply here?", at: place)
            return nothing
        }
        switch node {
        case .scalar(let scalar):
            return FileNode(.scalar(text(of: scalar), isPlain: scalar.style == .plain), at: place)
        case .sequence(let sequence):
            var nodes: [FileNode] = []
            for element in sequence { nodes.append(self.node(element, depth: depth + 1)) }
            return FileNode(.list(ParenthesisRepair.joined(nodes)), at: place)
        case .mapping(let mapping):
            return FileNode(.map(pairs(of: mapping, depth: depth)), at: place)
        case .alias:
            return nothing
        }
    }

    private mutating func pairs(of mapping: Yams.Node.Mapping, depth: Int) -> [FileNode.Pair] {
        var pairs: [FileNode.Pair] = []
        for (key, value) in mapping {
            let place = location(of: key)
            guard case .scalar(let scalar) = key else {
                if !hasFailed { diagnostics.report("a key must be a plain text", at: place) }
                continue
            }
            let value = node(value, depth: depth + 1)
            pairs.append(FileNode.Pair(key: text(of: scalar), location: place, value: value))
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

    private func text(of scalar: Yams.Node.Scalar) -> String {
        var text = scalar.string
        if !renamed.isEmpty, let mark = scalar.mark { text = renamed[Position(mark)] ?? text }
        return hasHidden ? BracketProtection.shown(text) : text
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
