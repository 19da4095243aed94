/// How JSON is laid out.
enum JSONStyle: Sendable {
    /// Without any white space.
    case compact
    /// A line a value, four spaces a level, a newline at the end, as Consul's `?pretty` does.
    case pretty
}

/// Writes JSON as Go's `encoding/json` does, value by value, without building a tree.
struct JSONWriter {
    private let style: JSONStyle
    private var depth = 0
    private var needsComma = false
    private var isAfterKey = false
    private var bytes: [UInt8] = []

    /// Makes a writer with room for a number of bytes.
    init(style: JSONStyle = .compact, capacity: Int = 256) {
        self.style = style
        bytes.reserveCapacity(capacity)
    }

    /// What has been written, with the final newline of the style.
    consuming func finished() -> [UInt8] {
        if style == .pretty { bytes.append(UInt8(ascii: "\n")) }
        return bytes
    }

    // MARK: Structure

    mutating func beginObject() { begin(UInt8(ascii: "{")) }
    mutating func endObject() { end(UInt8(ascii: "}")) }
    mutating func beginArray() { begin(UInt8(ascii: "[")) }
    mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Writes the name of a member that needs no escapes.
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        finishKey()
    }

    /// Writes the name of a member that comes from outside.
    mutating func key(escaping name: String) {
        separate()
        quote(name)
        finishKey()
    }

    private mutating func finishKey() {
        bytes.append(UInt8(ascii: ":"))
        if style == .pretty { bytes.append(UInt8(ascii: " ")) }
        isAfterKey = true
        needsComma = false
    }

    private mutating func begin(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        depth -= 1
        if needsComma { breakLine() }
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func beginValue() {
        if isAfterKey {
            isAfterKey = false
        } else {
            separate()
        }
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 { breakLine() }
    }

    private mutating func breakLine() {
        guard style == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth * 4 { bytes.append(UInt8(ascii: " ")) }
    }

    // MARK: Values

    mutating func null() { literal("null") }

    mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    mutating func number(_ value: some FixedWidthInteger) {
        beginValue()
        if value >= 0 && value < 10 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: value))
        } else {
            bytes += String(value).utf8
        }
    }

    mutating func number(_ value: Double) {
        guard value.isFinite else { return literal("null") }
        beginValue()
        if value == value.rounded(), abs(value) < 1e15 {
            bytes += String(Int64(value)).utf8
        } else {
            bytes += value.description.utf8
        }
    }

    mutating func string(_ value: String) {
        beginValue()
        quote(value)
    }

    /// Writes text that is compact JSON already.
    mutating func raw(_ json: String) {
        beginValue()
        bytes += json.utf8
    }

    private mutating func literal(_ word: StaticString) {
        beginValue()
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): number(value)
        case .unsigned(let value): number(value)
        case .double(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                key(escaping: member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    // MARK: Text

    /// Writes a text between quotes, with the escapes of Go: `<`, `>`, `&` and the separators of lines are
    /// safe inside HTML and JavaScript.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain =
            text.utf8.withContiguousStorageIfAvailable { buffer in
                guard buffer.allSatisfy({ !JSONWriter.needsEscape($0) }) else { return false }
                bytes.append(contentsOf: buffer)
                return true
            } ?? false
        if !isPlain { escape(text) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x22, 0x26, 0x3c, 0x3e, 0x5c, 0xe2: true
        default: false
        }
    }

    private mutating func escape(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += [0x5c, 0x22]
            case "\\": bytes += [0x5c, 0x5c]
            case "\n": bytes += [0x5c, UInt8(ascii: "n")]
            case "\r": bytes += [0x5c, UInt8(ascii: "r")]
            case "\t": bytes += [0x5c, UInt8(ascii: "t")]
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                bytes += "\\u".utf8
                bytes += String(repeating: "0", count: 4 - digits.count).utf8
                bytes += digits.utf8
            default: bytes += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
    }
}

extension JSONWriter {
    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    mutating func member(_ name: StaticString, _ value: some FixedWidthInteger) {
        key(name)
        number(value)
    }

    mutating func member(_ name: StaticString, _ values: [String]) {
        key(name)
        strings(values)
    }

    mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Writes an empty object.
    mutating func emptyObject(_ name: StaticString) {
        key(name)
        beginObject()
        endObject()
    }
}

extension JSONValue {
    /// The value as bytes.
    func encoded(_ style: JSONStyle = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.value(self)
        return writer.finished()
    }
}
