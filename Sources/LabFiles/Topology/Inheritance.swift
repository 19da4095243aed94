import LabModel

/// What hosts inherit: the defaults, then their group's keys, then their own.
struct Inheritance {
    private let defaults: FileNode?
    private let groups: [String: FileNode]
    private let diagnostics: Diagnostics

    init(_ file: Fields, diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
        defaults = file["defaults"].flatMap {
            Self.checked($0, TopologyShapes.hostDefaults, diagnostics)
        }
        var groups: [String: FileNode] = [:]
        if let node = file["groups"] {
            if !node.isMap { file.read.reportType(node, expected: "a mapping of groups") }
            for pair in node.pairs ?? [] {
                groups[pair.key] =
                    Self.checked(pair.value, TopologyShapes.hostGroup, diagnostics)
                    ?? FileNode(.map([]), at: pair.location)
            }
        }
        self.groups = groups
    }

    /// The known keys of what is inherited; the others are reported here, once.
    private static func checked(
        _ node: FileNode, _ shape: ObjectShape, _ diagnostics: Diagnostics
    ) -> FileNode? {
        guard let fields = Fields(node, shape, diagnostics: diagnostics) else { return nil }
        return FileNode(
            .map(fields.pairs.filter { shape.field($0.key) != nil }), at: node.location)
    }

    /// A host's own keys laid over those that it inherits.
    ///
    /// An address of its own takes the place of inherited ones, whichever way they are written.
    func keys(for host: FileNode) -> FileNode {
        guard defaults != nil || !groups.isEmpty else { return host }
        var result = defaults ?? FileNode(.map([]), at: host.location)
        if let name = host["group"], let text = name.text {
            if let group = groups[text] {
                result = result.merged(with: group)
            } else {
                diagnostics.reportUnknown(
                    "unknown group '\(text)'", word: text, among: groups.keys.sorted(),
                    at: name.location)
            }
        }
        if host["address"] != nil { result = result.removing(["addresses"]) }
        if host["addresses"] != nil { result = result.removing(["address"]) }
        return result.merged(with: host)
    }
}
