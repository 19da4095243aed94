/// A JSON value (RFC 8259); objects keep the order of their text.
indirect enum JSON: Hashable {
    case null
    case flag(Bool)
    /// A number, and how it was written.
    case number(Double, String)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One name of an object with its value.
    struct Member: Hashable {
        var name: String
        var value: JSON
    }

    /// The value under a name, where this is an object that has it.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The element at an index, where this is an array that long; counted from the end below zero.
    subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self else { return nil }
        let position = index < 0 ? elements.count + index : index
        return elements.indices.contains(position) ? elements[position] : nil
    }

    /// The text, where this is a string.
    var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The number, where this is one.
    var number: Double? { if case .number(let value, _) = self { value } else { nil } }
    /// The elements, where this is an array.
    var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
    /// The members, where this is an object.
    var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The value as a person reads it: a string without quotes, else compact JSON.
    var text: String {
        switch self {
        case .null: "null"
        case .flag(let value): value ? "true" : "false"
        case .number(_, let written): written
        case .string(let text): text
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\($0.name): \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }
}
