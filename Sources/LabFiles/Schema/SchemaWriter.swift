/// Writes shapes as JSON Schema.
enum SchemaWriter {
    private static let decimal = "[0-9]+(\\.[0-9]+)?"
    private static let length = "([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+"

    /// The schema of a field's value.
    static func schema(_ field: Field) -> JSONDocument { schema(field.shape, field.summary) }

    /// The schema of a value, with what it is for.
    static func schema(_ shape: Shape, _ summary: String) -> JSONDocument {
        guard case .map(let pairs) = schema(shape) else { return schema(shape) }
        return .map([("description", .text(summary))] + pairs)
    }

    /// Any of several schemas.
    static func any(_ schemas: [JSONDocument]) -> JSONDocument { .map([("anyOf", .list(schemas))]) }

    /// The schema of a map with known keys.
    static func object(_ shape: ObjectShape) -> JSONDocument {
        let required = shape.fields.filter(\.isRequired).map(\.key)
        let type: JSONDocument =
            required.isEmpty ? .list([.text("object"), .text("null")]) : .text("object")
        var pairs: [(String, JSONDocument)] = [
            ("type", type),
            ("properties", .map(shape.fields.map { ($0.key, schema($0)) })),
        ]
        if !required.isEmpty { pairs.append(("required", .list(required.map { .text($0) }))) }
        if !shape.allowsOthers {
            pairs.append(("patternProperties", .map([("^x-", .map([]))])))
            pairs.append(("additionalProperties", .flag(false)))
        }
        return .map(pairs)
    }

    /// The schema of a value.
    static func schema(_ shape: Shape) -> JSONDocument {
        switch shape {
        case .any: return .map([])
        case .text, .pattern: return types(["string", "number", "boolean"])
        case .host, .target: return types(["string"])
        case .url: return pattern("^http://")
        case .integer(let range): return integer(range)
        case .number:
            return variable(.map([("type", .text("number")), ("exclusiveMinimum", .integer(0))]))
        case .flag: return variable(.map([("type", .text("boolean"))]))
        case .choice(let words): return variable(.map([("enum", .list(words.map { .text($0) }))]))
        case .items(let element): return any([schema(element), array(element)])
        case .list(let element): return array(element)
        case .table(let element):
            return .map([
                ("type", .list([.text("object"), .text("null")])),
                ("additionalProperties", nullable(schema(element))),
            ])
        case .object(let shape): return object(shape)
        case .either(let shapes): return any(shapes.map { schema($0) })
        case .reference(let name): return .map([("$ref", .text("#/$defs/\(name)"))])
        case .bound(let kind): return bound(kind)
        default: return pattern(expression(shape))
        }
    }

    private static func expression(_ shape: Shape) -> String {
        switch shape {
        case .duration: "^\(length)$"
        case .signedDuration: "^[-+]?\(length)$"
        case .drift: "^[-+]?(\(decimal)(ppm|%)|\(length)(/s)?)$"
        case .percentage: "^\(decimal)%$"
        case .requestRate: "^\(decimal)/(ms|s|m|min)$"
        case .bitRate: "^\(decimal)[kKmMgGtT]?[bB][iI][tT](/s)?$"
        case .size: "^\(decimal)([kKMGT]?B|[KMGT]iB)$"
        case .subnet: "^([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}$"
        default: "^(([0-9]{1,3}\\.){3}[0-9]{1,3}|auto)$"
        }
    }

    private static func bound(_ kind: Literal.BoundKind) -> JSONDocument {
        let sign = "(<=|>=|==|!=|<|>|=|≤|≥|≠)? *"
        let amount =
            switch kind {
            case .number: decimal
            case .share: "\(decimal)%"
            // A time to live may be a number of seconds.
            case .interval: "(\(length)|\(decimal))"
            case .numberOrShare: "\(decimal)%?"
            }
        let text = pattern("^\(sign)\(amount)$")
        guard kind != .share else { return text }
        return any([text, .map([("type", .text("number"))])])
    }

    private static func types(_ names: [String]) -> JSONDocument {
        .map([("type", names.count == 1 ? .text(names[0]) : .list(names.map { .text($0) }))])
    }

    private static func pattern(_ expression: String) -> JSONDocument {
        .map([("type", .text("string")), ("pattern", .text("\(expression)|\\$\\{"))])
    }

    private static func variable(_ schema: JSONDocument) -> JSONDocument {
        any([schema, .map([("$ref", .text("#/$defs/variable"))])])
    }

    private static func integer(_ range: ClosedRange<Int64>) -> JSONDocument {
        // JSON's numbers are exact up to 2^53 (RFC 8259, section 6).
        let exact: Int64 = 1 << 53
        var pairs: [(String, JSONDocument)] = [("type", .text("integer"))]
        if range.lowerBound > -exact { pairs.append(("minimum", .integer(range.lowerBound))) }
        if range.upperBound < exact { pairs.append(("maximum", .integer(range.upperBound))) }
        return variable(.map(pairs))
    }

    private static func array(_ element: Shape) -> JSONDocument {
        .map([("type", .text("array")), ("items", schema(element))])
    }

    private static func nullable(_ schema: JSONDocument) -> JSONDocument {
        any([schema, .map([("type", .text("null"))])])
    }
}
