/// Reads JSON strictly (RFC 8259) from bytes that may be anything.
struct JSONParser {
    /// How deep arrays and objects may stand in each other.
    static let depthLimit = 256

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a value.
    ///
    /// - Parameter allowsTrailing: whether anything may stand behind the value, as it may in the bodies
    ///   that Consul reads.
    static func parse(
        _ bytes: [UInt8], allowsTrailing: Bool = false
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        parser.skipSpace()
        guard parser.position < bytes.count else { throw JSONError.empty }
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        if !allowsTrailing, parser.position < bytes.count {
            throw JSONError.unexpected(bytes[parser.position], "after top-level value")
        }
        return value
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    /// The next byte that is not white space.
    private mutating func next() throws(JSONError) -> UInt8 {
        skipSpace()
        return try peek()
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw JSONError.truncated }
        return bytes[position]
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONParser.depthLimit else { throw JSONError.tooDeep }
        let byte = try next()
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw JSONError.unexpected(byte, "looking for beginning of value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var object = JSONObject()
        if try next() == UInt8(ascii: "}") {
            position += 1
            return .object(object)
        }
        while true {
            let quote = try next()
            guard quote == UInt8(ascii: "\"") else {
                throw JSONError.unexpected(quote, "looking for beginning of object key string")
            }
            let name = try string()
            let colon = try next()
            guard colon == UInt8(ascii: ":") else {
                throw JSONError.unexpected(colon, "after object key")
            }
            position += 1
            object.append(name, try value(depth: depth + 1))
            let end = try next()
            position += 1
            if end == UInt8(ascii: "}") { return .object(object) }
            guard end == UInt8(ascii: ",") else {
                throw JSONError.unexpected(end, "after object key:value pair")
            }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        if try next() == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth + 1))
            let end = try next()
            position += 1
            if end == UInt8(ascii: "]") { return .array(elements) }
            guard end == UInt8(ascii: ",") else {
                throw JSONError.unexpected(end, "after array element")
            }
        }
    }

    private mutating func word(
        _ word: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            let expected = word.utf8Start[index]
            let byte = try peek()
            guard byte == expected else {
                throw JSONError.unexpected(
                    byte,
                    "in literal \(word) (expecting '\(Character(UnicodeScalar(expected)))')")
            }
            position += 1
        }
        return value
    }

    // MARK: Numbers

    private mutating func number() throws(JSONError) -> JSONValue {
        let first = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if try peek() == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits("in numeric literal")
        }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            isWhole = false
            try digits("after decimal point in numeric literal")
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            isWhole = false
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits("in exponent of numeric literal")
        }
        let text = String(decoding: bytes[first..<position], as: UTF8.self)
        if isWhole {
            if let value = Int64(text) { return .integer(value) }
            if let value = UInt64(text) { return .unsigned(value) }
        }
        return .double(Double(text) ?? 0)
    }

    private mutating func digits(_ context: String) throws(JSONError) {
        let first = try peek()
        guard (0x30...0x39).contains(first) else { throw JSONError.unexpected(first, context) }
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let first = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return String(decoding: bytes[first..<position], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: first) }
            guard byte >= 0x20 else { throw JSONError.unexpected(byte, "in string literal") }
            position += 1
        }
        throw JSONError.truncated
    }

    /// Reads on in a string at its first escape.
    private mutating func escapedString(from first: Int) throws(JSONError) -> String {
        var text = Array(bytes[first..<position])
        while true {
            let byte = try peek()
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw JSONError.unexpected(byte, "in string literal")
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &text)
        default: throw JSONError.unexpected(byte, "in string escape code")
        }
    }

    private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONError) {
        let unit = try hexadecimal()
        var scalar = UnicodeScalar(unit) ?? "\u{fffd}"
        if unit & 0xfc00 == 0xd800, position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        {
            let mark = position
            position += 2
            let second = try hexadecimal()
            if second & 0xfc00 == 0xdc00 {
                scalar =
                    UnicodeScalar(0x10000 + (unit & 0x3ff) << 10 + second & 0x3ff) ?? "\u{fffd}"
            } else {
                position = mark
            }
        }
        text += Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard byte < 0x80, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw JSONError.unexpected(byte, "in \\u hexadecimal character escape")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
