import LabModel
import LabNetwork

/// The keys of one map of a file, checked against those that are known there.
struct Fields {
    /// What the map may hold.
    let shape: ObjectShape
    /// The keys with their values.
    let pairs: [FileNode.Pair]
    /// Where the map, or what stands in its place, begins.
    let location: SourceLocation
    let read: ValueReader

    private var diagnostics: Diagnostics { read.diagnostics }

    /// Reads a map, reporting unknown keys; `nil` where there is no map.
    ///
    /// - Parameter owner: where to say that a key is missing; the map itself where it is left out.
    init?(
        _ node: FileNode, _ shape: ObjectShape, owner: SourceLocation? = nil,
        diagnostics: Diagnostics
    ) {
        read = ValueReader(diagnostics: diagnostics)
        self.shape = shape
        location = owner ?? node.location
        guard let pairs = node.pairs else {
            read.reportType(node, expected: "\(shape.title) as a mapping")
            return nil
        }
        self.pairs = pairs
        if !shape.allowsOthers { reportUnknownKeys() }
        for field in shape.fields where field.isRequired && self[field.key] == nil {
            diagnostics.report("\(shape.title) needs '\(field.key)'", at: location)
        }
    }

    private func reportUnknownKeys() {
        for pair in pairs where shape.field(pair.key) == nil && !pair.key.hasPrefix("x-") {
            diagnostics.reportUnknown(
                "unknown key '\(pair.key)' in \(shape.title)", word: pair.key, among: shape.keys,
                at: pair.location)
        }
    }

    /// The value of a key; `nil` where there is none, or nothing in it.
    subscript(key: String) -> FileNode? {
        assert(shape.field(key) != nil || shape.allowsOthers, "no '\(key)' in \(shape.title)")
        guard let value = pair(key)?.value, !value.isNull else { return nil }
        return value
    }

    /// The key with its value.
    func pair(_ key: String) -> FileNode.Pair? { pairs.first { $0.key == key } }

    /// Where a key stands; the map's place where there is none.
    func place(_ key: String) -> SourceLocation { pair(key)?.location ?? location }

    /// Reports something at a key.
    func report(_ message: String, at key: String, suggestion: String? = nil) {
        diagnostics.report(message, at: place(key), suggestion: suggestion)
    }

    /// The text of a key.
    func text(_ key: String) -> String? { self[key].flatMap { read.text($0) } }

    /// The texts of a key; `nil` where it is not there.
    func texts(_ key: String) -> [String]? { list(key).map { $0.compactMap { read.text($0) } } }

    /// The elements of a key; `nil` where it is not there.
    func list(_ key: String) -> [FileNode]? { self[key].map { read.items($0) } }

    /// The truth value of a key.
    func flag(_ key: String) -> Bool? { self[key].flatMap { read.flag($0) } }

    /// The whole number of a key, within the range that its shape gives.
    func integer(_ key: String) -> Int? {
        guard let node = self[key], case .integer(let range)? = shape.field(key)?.shape else {
            return nil
        }
        return read.integer(node, in: range).map(Int.init)
    }

    /// The duration of a key.
    func duration(_ key: String) -> Interval? { self[key].flatMap { read.duration($0) } }

    /// The duration of a key, which must be more than nothing.
    func positiveDuration(_ key: String) -> Interval? {
        self[key].flatMap { read.positiveDuration($0) }
    }

    /// The percentage of a key.
    func percentage(_ key: String) -> Probability? { self[key].flatMap { read.percentage($0) } }

    /// The bound of a key, of the kind that its shape gives.
    func bound(_ key: String) -> Bound? {
        guard let node = self[key], case .bound(let kind)? = shape.field(key)?.shape else {
            return nil
        }
        return read.bound(node, of: kind)
    }

    /// The pattern of a key.
    func pattern(_ key: String) -> TextPattern? { self[key].flatMap { read.pattern($0) } }

    /// The word of a key that its shape lists.
    func choice(_ key: String) -> String? {
        guard let node = self[key], case .choice(let words)? = shape.field(key)?.shape else {
            return nil
        }
        return read.choice(node, of: words)
    }

    /// The variables of a key.
    func variables(_ key: String) -> [ServiceDefinition.Variable] {
        self[key].map { read.variables($0) } ?? []
    }

    /// The map of a key, read with the shape that its own shape gives.
    func object(_ key: String) -> Fields? {
        guard let node = self[key], case .object(let shape)? = shape.field(key)?.shape else {
            return nil
        }
        return Fields(node, shape, owner: place(key), diagnostics: diagnostics)
    }

    /// The link conditions that some keys of this map say.
    func linkConditions() -> LinkConditions {
        var link = LinkConditions()
        link.delay = duration("delay")
        link.jitter = duration("jitter")
        link.loss = percentage("loss")
        link.correlation = percentage("correlation")
        link.duplicate = percentage("duplicate")
        link.reorder = percentage("reorder")
        link.corrupt = percentage("corrupt")
        link.rate = self["rate"].flatMap {
            read.literal($0, expected: "a rate such as 10mbit", Literal.bitRate)
        }
        return link
    }
}
