import LabModel

/// JSON Schemas of the lab's files, for editors (draft 2020-12).
///
/// They are made of the very tables that the readers check files with.
public enum FileSchema {
    /// The schema of one kind of file, as JSON.
    public static func json(for kind: FileKind) -> String {
        let shape: JSONDocument
        switch kind {
        case .scenario: shape = SchemaWriter.object(ScenarioShapes.file)
        case .topology: shape = topology
        case .component: shape = SchemaWriter.object(ComponentShapes.file)
        }
        return document(title: kind.title, shape)
    }

    /// One schema that tells the kinds apart by their keys, as JSON.
    public static var json: String {
        let isComponent = requires(["component"])
        let isScenario = requires(["steps", "always", "never", "random", "topology"])
        return document(
            title: "a file of the lab",
            .map([
                ("if", isComponent), ("then", SchemaWriter.object(ComponentShapes.file)),
                (
                    "else",
                    .map([
                        ("if", isScenario), ("then", SchemaWriter.object(ScenarioShapes.file)),
                        ("else", topology),
                    ])
                ),
            ]))
    }

    private static func requires(_ keys: [String]) -> JSONDocument {
        .map([("anyOf", .list(keys.map { .map([("required", .list([.text($0)]))]) }))])
    }

    private static func document(title: String, _ body: JSONDocument) -> String {
        guard case .map(let pairs) = body else { return body.rendered() }
        let head: [(String, JSONDocument)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text(title)),
        ]
        return JSONDocument.map(head + pairs + [("$defs", .map(definitions))]).rendered() + "\n"
    }

    private static let definitions: [(String, JSONDocument)] = [
        (
            "variable",
            .map([
                ("description", .text("A variable of the environment.")),
                ("type", .text("string")), ("pattern", .text("\\$\\{")),
            ])
        ),
        ("check", check),
        (
            "checks",
            SchemaWriter.any([
                .map([("$ref", .text("#/$defs/check"))]),
                .map([
                    ("type", .text("array")), ("minItems", .integer(1)),
                    ("items", .map([("$ref", .text("#/$defs/check"))])),
                ]),
            ])
        ),
        ("step", step),
    ]

    private static let check: JSONDocument = .map([
        ("type", .text("object")), ("minProperties", .integer(1)),
        (
            "properties",
            .map(
                CheckShapes.kinds.map { kind in
                    let shapes = [kind.long] + (kind.short.map { [$0] } ?? [])
                    return (kind.key, SchemaWriter.schema(.either(shapes), kind.summary))
                })
        ),
        ("additionalProperties", .flag(false)),
    ])

    private static let step: JSONDocument = {
        var properties = ScenarioShapes.stepFields.map { ($0.key, SchemaWriter.schema($0)) }
        for kind in ActionShapes.kinds {
            let long = Shape.object(kind.object)
            let short = kind.short.map { [$0] } ?? kind.primary.prefix(1).map(\.shape)
            properties.append(
                (kind.key, SchemaWriter.schema(.either(short + [long, .list(.any)]), kind.summary)))
        }
        for key in ActionShapes.siblings.keys.sorted() {
            let owners = ActionShapes.siblings[key] ?? []
            let fields = owners.compactMap { owner in
                ActionShapes.kind(owner).flatMap { $0.object.field(key) }
            }
            guard let first = fields.first else { continue }
            let summary = "Of \(owners.formatted). \(first.summary)"
            properties.append((key, SchemaWriter.schema(first.shape, summary)))
        }
        return .map([
            ("type", .text("object")), ("properties", .map(properties)),
            ("additionalProperties", .flag(false)),
        ])
    }()

    /// The topology's schema, with the keys of built-in components by their roles.
    private static let topology: JSONDocument = {
        let conditions: [JSONDocument] = ComponentDefinition.Role.allCases.compactMap { role in
            guard let settings = BuiltinComponents.settings(of: role) else { return nil }
            let shape = ObjectShape(
                settings.title, TopologyShapes.component.fields + settings.fields)
            return .map([
                (
                    "if",
                    .map([
                        (
                            "properties",
                            .map([
                                ("role", .map([("const", .text(role.rawValue))])),
                                ("use", .map([("const", .text("builtin"))])),
                            ])
                        ),
                        ("required", .list([.text("role")])),
                    ])
                ),
                ("then", SchemaWriter.object(shape)),
            ])
        }
        guard case .map(var pairs) = SchemaWriter.object(TopologyShapes.file),
            let place = pairs.firstIndex(where: { $0.0 == "properties" }),
            case .map(var properties) = pairs[place].1,
            let components = properties.firstIndex(where: { $0.0 == "components" })
        else { return SchemaWriter.object(TopologyShapes.file) }
        properties[components].1 = .map([
            ("description", .text("The infrastructure that hosts run.")),
            ("type", .text("object")),
            (
                "additionalProperties",
                .map([
                    ("type", .list([.text("object"), .text("null")])), ("allOf", .list(conditions)),
                ])
            ),
        ])
        pairs[place].1 = .map(properties)
        return .map(pairs)
    }()
}
