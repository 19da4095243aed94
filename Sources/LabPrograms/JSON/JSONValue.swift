/// A value of JSON (RFC 8259); objects keep the order of their members.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits 64 bits with a sign.
    case integer(Int64)
    /// A number without a fraction that fits 64 bits only without a sign.
    case unsigned(UInt64)
    /// Any other number.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// A text, if the value is one.
    var string: String? { if case .string(let value) = self { value } else { nil } }
    /// A truth value, if the value is one.
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// A whole number, if the value is one that fits.
    var int: Int? { if case .integer(let value) = self { Int(value) } else { nil } }
    /// The elements, if the value is an array.
    var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members, if the value is an object.
    var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    /// Whether the value is `null`.
    var isNull: Bool { self == .null }

    /// The value of a member, if the value is an object that has it.
    subscript(name: String) -> JSONValue? { object?[name] }

    /// What Go's `encoding/json` calls this kind of value.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .unsigned, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// The members of an object of JSON in their order.
struct JSONObject: Hashable, Sendable {
    /// A name with its value.
    struct Member: Hashable, Sendable {
        /// The name.
        var name: String
        /// The value.
        var value: JSONValue
    }

    /// The members; a name may stand more than once.
    var members: [Member] = []

    /// The value of a member; of the last one where there are more of that name.
    subscript(name: String) -> JSONValue? {
        members.last { $0.name == name }?.value
    }

    /// Adds a member at the end.
    mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(nilLiteral: ()) { self = .null }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(
            JSONObject(members: elements.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }
}
