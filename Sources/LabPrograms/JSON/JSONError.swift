/// Why bytes are not the JSON that was asked for, in the words of Go's `encoding/json`.
struct JSONError: Error, Hashable, Sendable {
    /// The words.
    var message: String

    /// Nothing but white space.
    static let empty = JSONError(message: "EOF")
    /// The bytes end before the value does.
    static let truncated = JSONError(message: "unexpected EOF")
    /// Arrays or objects stand too deep in each other.
    static let tooDeep = JSONError(message: "exceeded max depth")

    /// A byte that can't stand where it does.
    static func unexpected(_ byte: UInt8, _ context: String) -> JSONError {
        JSONError(message: "invalid character \(quoted(byte)) \(context)")
    }

    /// A member that is not known.
    static func unknownField(_ name: String) -> JSONError {
        JSONError(message: "json: unknown field \"\(name)\"")
    }

    /// A value of the wrong kind.
    static func mismatch(_ kind: String, field: String, type: String) -> JSONError {
        JSONError(
            message:
                "json: cannot unmarshal \(kind) into Go struct field .\(field) of type \(type)")
    }

    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): return "'\\''"
        case UInt8(ascii: "\""): return "'\"'"
        case UInt8(ascii: "\\"): return "'\\\\'"
        case UInt8(ascii: "\n"): return "'\\n'"
        case UInt8(ascii: "\r"): return "'\\r'"
        case UInt8(ascii: "\t"): return "'\\t'"
        case 0x20..<0x7f: return "'\(Character(UnicodeScalar(byte)))'"
        case 0x00..<0x20, 0x7f:
            let digits = String(byte, radix: 16)
            return "'\\x" + (digits.count < 2 ? "0" : "") + digits + "'"
        default: return "'\(Character(UnicodeScalar(byte)))'"
        }
    }
}
