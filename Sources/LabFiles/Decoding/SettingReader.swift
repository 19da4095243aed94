import LabModel

/// Checks configuration against its shape, and turns it into settings.
struct SettingReader {
    let read: ValueReader

    init(diagnostics: Diagnostics) { read = ValueReader(diagnostics: diagnostics) }

    /// The setting that a value is by YAML 1.2's core schema.
    static func setting(_ node: FileNode) -> Setting {
        switch node.content {
        case .list(let nodes): return .list(nodes.map(setting))
        case .map(let pairs):
            return .map(pairs.map { Setting.Entry($0.key, setting($0.value), at: $0.location) })
        case .scalar(let text, _):
            if node.isNull { return .null }
            if let flag = node.flag { return .flag(flag) }
            if let integer = node.integer { return .integer(integer) }
            if let number = node.number { return .decimal(number) }
            return .text(text)
        }
    }

    /// Reports whatever of a value does not fit a shape.
    func check(_ node: FileNode, _ shape: Shape) {
        if node.isNull { return }
        switch shape {
        case .any, .reference: return
        case .text, .host, .target: _ = read.text(node)
        case .integer(let range): _ = read.integer(node, in: range)
        case .number: _ = read.number(node)
        case .flag: _ = read.flag(node)
        case .choice(let words): _ = read.choice(node, of: words)
        case .items(let shape): read.items(node).forEach { check($0, shape) }
        case .list(let shape):
            guard let list = node.list else { return read.reportType(node, expected: "a list") }
            list.forEach { check($0, shape) }
        case .table(let shape):
            guard let pairs = node.pairs else {
                return read.reportType(node, expected: "a mapping")
            }
            pairs.forEach { check($0.value, shape) }
        case .object(let shape): check(node, shape)
        case .either(let shapes): checkEither(node, shapes)
        default: checkLiteral(node, shape)
        }
    }

    /// Reports whatever of a map's keys and values does not fit.
    func check(_ node: FileNode, _ shape: ObjectShape) {
        guard let fields = Fields(node, shape, diagnostics: read.diagnostics) else { return }
        for pair in fields.pairs {
            if let field = shape.field(pair.key) { check(pair.value, field.shape) }
        }
    }

    private func checkLiteral(_ node: FileNode, _ shape: Shape) {
        switch shape {
        case .duration: _ = read.duration(node)
        case .signedDuration:
            _ = read.literal(node, expected: "a duration such as -5s", Literal.signedDuration)
        case .drift: _ = read.literal(node, expected: "a drift such as 50ppm", Literal.drift)
        case .percentage: _ = read.percentage(node)
        case .requestRate:
            _ = read.literal(node, expected: "a rate such as 100/s", Literal.requestPeriod)
        case .bitRate: _ = read.literal(node, expected: "a rate such as 10mbit", Literal.bitRate)
        case .size: _ = read.literal(node, expected: "a size such as 64MiB", Literal.size)
        case .bound(let kind): _ = read.bound(node, of: kind)
        case .pattern: _ = read.pattern(node)
        case .address: _ = read.address(node)
        default: _ = read.text(node)
        }
    }

    /// Takes the first of several shapes that is of the value's own kind.
    private func checkEither(_ node: FileNode, _ shapes: [Shape]) {
        let fitting = shapes.first { shape in
            let own = SettingReader(diagnostics: Diagnostics())
            own.check(node, shape)
            return own.read.diagnostics.isEmpty
        }
        guard fitting == nil, let last = shapes.last else { return }
        let same = shapes.first { shape in
            switch shape {
            case .table, .object: node.isMap
            case .list: node.list != nil
            default: node.text != nil
            }
        }
        check(node, same ?? last)
    }
}

extension SettingReader {
    /// The value with every list written as one, also where a single element stands in its place.
    static func normalised(_ node: FileNode, _ shape: Shape) -> FileNode {
        switch shape {
        case .items(let element):
            if node.isNull { return node }
            let nodes = node.list ?? [node]
            return FileNode(.list(nodes.map { normalised($0, element) }), at: node.location)
        case .list(let element):
            guard let nodes = node.list else { return node }
            return FileNode(.list(nodes.map { normalised($0, element) }), at: node.location)
        case .table(let element):
            return mapped(node) { _ in element }
        case .object(let object):
            return mapped(node) { object.field($0)?.shape ?? .any }
        default:
            return node
        }
    }

    private static func mapped(_ node: FileNode, _ shape: (String) -> Shape) -> FileNode {
        guard case .map(let pairs) = node.content else { return node }
        let values = pairs.map {
            FileNode.Pair(
                key: $0.key, location: $0.location, value: normalised($0.value, shape($0.key)))
        }
        return FileNode(.map(values), at: node.location)
    }
}
