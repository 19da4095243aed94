/// The selectors that elements of one kind have.
indirect enum FilterSchema: Sendable {
    case text
    case number
    case bool
    /// A map from any text to values of one kind.
    case map(FilterSchema)
    /// A list of values of one kind; selectors go through it.
    case list(FilterSchema)
    case object([(name: String, schema: FilterSchema)])

    /// The kind of value that a selector leads to; `nil` where there is none.
    func find(_ selector: ArraySlice<String>) -> FilterSchema? {
        guard let name = selector.first else { return self }
        switch self {
        case .object(let members):
            return members.first { $0.name == name }?.schema.find(selector.dropFirst())
        case .map(let value): return value.find(selector.dropFirst())
        case .list(.object(let members)): return FilterSchema.object(members).find(selector)
        default: return nil
        }
    }

    /// Whether values of this kind can be compared in that way.
    func supports(_ comparison: FilterExpression.Operator) -> Bool {
        switch (self, comparison) {
        case (.text, .isEmpty), (.text, .isNotEmpty): false
        case (.text, _): true
        case (.number, .equal), (.number, .notEqual), (.bool, .equal), (.bool, .notEqual): true
        case (.map, .isEmpty), (.map, .isNotEmpty), (.map, .contains), (.map, .notContains): true
        case (.list, .isEmpty), (.list, .isNotEmpty): true
        case (.list(.text), .contains), (.list(.text), .notContains): true
        default: false
        }
    }

    // MARK: The kinds of elements

    private static let taggedAddresses = map(
        .object([("Address", .text), ("Port", .number)]))
    private static let weights = object([("Passing", .number), ("Warning", .number)])
    private static let indexes: [(name: String, schema: FilterSchema)] = [
        ("CreateIndex", .number), ("ModifyIndex", .number),
    ]

    /// An element of `/v1/catalog/nodes`.
    static let node = object(
        [
            ("ID", .text), ("Node", .text), ("Address", .text), ("Datacenter", .text),
            ("TaggedAddresses", .map(.text)), ("Meta", .map(.text)),
        ] + indexes)

    /// An element of `/v1/catalog/service`.
    static let serviceNode = object(
        [
            ("ID", .text), ("Node", .text), ("Address", .text), ("Datacenter", .text),
            ("TaggedAddresses", .map(.text)), ("NodeMeta", .map(.text)), ("ServiceKind", .text),
            ("ServiceID", .text), ("ServiceName", .text), ("ServiceTags", .list(.text)),
            ("ServiceAddress", .text), ("ServiceTaggedAddresses", taggedAddresses),
            ("ServiceWeights", weights), ("ServiceMeta", .map(.text)), ("ServicePort", .number),
            ("ServiceEnableTagOverride", .bool),
        ] + indexes)

    /// A service of an agent or of a node.
    static let service = object(
        [
            ("Kind", .text), ("ID", .text), ("Service", .text), ("Tags", .list(.text)),
            ("Address", .text), ("TaggedAddresses", taggedAddresses), ("Meta", .map(.text)),
            ("Port", .number), ("Weights", weights), ("EnableTagOverride", .bool),
        ] + indexes)

    /// A check.
    static let check = object(
        [
            ("Node", .text), ("CheckID", .text), ("Name", .text), ("Status", .text),
            ("Notes", .text), ("Output", .text), ("ServiceID", .text), ("ServiceName", .text),
            ("ServiceTags", .list(.text)), ("Type", .text),
        ] + indexes)

    /// An element of `/v1/health/service`.
    static let instance = object([("Node", node), ("Service", service), ("Checks", .list(check))])
}
