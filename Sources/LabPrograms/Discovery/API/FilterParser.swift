/// Reads a filter expression.
struct FilterParser {
    private enum Token: Equatable {
        case word(String)
        case quoted(String)
        case open, close, leftBracket, rightBracket, dot
        case equal, notEqual
    }

    private struct Positioned {
        var token: Token
        var offset: Int
    }

    /// How deep parentheses may stand in each other.
    private static let depthLimit = 64

    private let schema: FilterSchema
    private var tokens: [Positioned] = []
    private var place = 0
    private let length: Int

    /// Reads an expression about elements of one kind.
    ///
    /// - Throws: with status 500, as Consul does.
    static func parse(
        _ text: String, schema: FilterSchema
    ) throws(APIError) -> FilterExpression? {
        if text.allSatisfy(\.isWhitespace) { return nil }
        var parser = FilterParser(text, schema: schema)
        try parser.scan(Array(text.utf8))
        let expression = try parser.alternatives(depth: 0)
        guard parser.place == parser.tokens.count else { throw parser.unexpected() }
        return expression
    }

    private init(_ text: String, schema: FilterSchema) {
        self.schema = schema
        length = text.utf8.count
    }

    private static func failure(_ reason: String) -> APIError {
        .failed("Failed to create boolean expression evaluator: \(reason)")
    }

    private static func unexpected(at offset: Int) -> APIError {
        failure("1:\(offset + 1) (\(offset)): no match found")
    }

    private func unexpected() -> APIError {
        FilterParser.unexpected(at: place < tokens.count ? tokens[place].offset : length)
    }

    // MARK: Tokens

    private mutating func scan(_ bytes: [UInt8]) throws(APIError) {
        var index = 0
        while index < bytes.count {
            let first = index
            let byte = bytes[index]
            index += 1
            let next = index < bytes.count ? bytes[index] : 0
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: continue
            case UInt8(ascii: "("): add(.open, first)
            case UInt8(ascii: ")"): add(.close, first)
            case UInt8(ascii: "["): add(.leftBracket, first)
            case UInt8(ascii: "]"): add(.rightBracket, first)
            case UInt8(ascii: "."): add(.dot, first)
            case UInt8(ascii: "=") where next == UInt8(ascii: "="):
                index += 1
                add(.equal, first)
            case UInt8(ascii: "!") where next == UInt8(ascii: "="):
                index += 1
                add(.notEqual, first)
            case UInt8(ascii: "\""), UInt8(ascii: "`"):
                add(.quoted(try quoted(bytes, until: byte, from: &index)), first)
            case _ where FilterParser.isWord(byte):
                while index < bytes.count, FilterParser.isWord(bytes[index]) { index += 1 }
                add(.word(String(decoding: bytes[first..<index], as: UTF8.self)), first)
            default: throw FilterParser.unexpected(at: first)
            }
        }
    }

    private mutating func add(_ token: Token, _ offset: Int) {
        tokens.append(Positioned(token: token, offset: offset))
    }

    private func quoted(
        _ bytes: [UInt8], until quote: UInt8, from index: inout Int
    ) throws(APIError) -> String {
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), index < bytes.count,
                bytes[index] == quote || bytes[index] == byte
            {
                text.append(bytes[index])
                index += 1
            } else {
                text.append(byte)
            }
        }
        throw FilterParser.unexpected(at: index)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "/"), UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }

    // MARK: Grammar

    private mutating func take(_ token: Token) -> Bool {
        guard place < tokens.count, tokens[place].token == token else { return false }
        place += 1
        return true
    }

    private mutating func take(word: String) -> Bool { take(.word(word)) }

    private mutating func alternatives(depth: Int) throws(APIError) -> FilterExpression {
        guard depth <= FilterParser.depthLimit else { throw unexpected() }
        var expression = try conjunction(depth: depth)
        while take(word: "or") {
            expression = .or(expression, try conjunction(depth: depth))
        }
        return expression
    }

    private mutating func conjunction(depth: Int) throws(APIError) -> FilterExpression {
        var expression = try factor(depth: depth)
        while take(word: "and") {
            expression = .and(expression, try factor(depth: depth))
        }
        return expression
    }

    private mutating func factor(depth: Int) throws(APIError) -> FilterExpression {
        guard depth <= FilterParser.depthLimit else { throw unexpected() }
        if take(word: "not") { return .not(try factor(depth: depth + 1)) }
        if take(.open) {
            let inner = try alternatives(depth: depth + 1)
            guard take(.close) else { throw unexpected() }
            return inner
        }
        return try match()
    }

    /// `value in selector`, or a selector with what is asked of it.
    private mutating func match() throws(APIError) -> FilterExpression {
        let first = place
        if let value = takeValue() {
            if take(word: "in") { return try finish(try selector(), .contains, value) }
            if take(word: "not"), take(word: "in") {
                return try finish(try selector(), .notContains, value)
            }
        }
        place = first
        let selector = try selector()
        if take(word: "is") {
            let comparison = take(word: "not") ? FilterExpression.Operator.isNotEmpty : .isEmpty
            guard take(word: "empty") else { throw unexpected() }
            return try finish(selector, comparison, "")
        }
        let comparison = try comparison()
        guard let value = takeValue() else { throw unexpected() }
        return try finish(selector, comparison, value)
    }

    private mutating func comparison() throws(APIError) -> FilterExpression.Operator {
        if take(.equal) { return .equal }
        if take(.notEqual) { return .notEqual }
        if take(word: "contains") { return .contains }
        if take(word: "matches") { return .matches }
        if take(word: "not") {
            if take(word: "contains") { return .notContains }
            if take(word: "matches") { return .notMatches }
        }
        throw unexpected()
    }

    /// A quoted value, or a bare one, which may hold points.
    private mutating func takeValue() -> String? {
        guard place < tokens.count else { return nil }
        switch tokens[place].token {
        case .quoted(let text):
            place += 1
            return text
        case .word(var text):
            place += 1
            while place + 1 < tokens.count, tokens[place].token == .dot,
                case .word(let next) = tokens[place + 1].token
            {
                text += "." + next
                place += 2
            }
            return text
        default: return nil
        }
    }

    private mutating func selector() throws(APIError) -> [String] {
        guard place < tokens.count, case .word(let first) = tokens[place].token else {
            throw unexpected()
        }
        place += 1
        var names = [first]
        while true {
            if take(.dot) {
                guard place < tokens.count, case .word(let name) = tokens[place].token else {
                    throw unexpected()
                }
                place += 1
                names.append(name)
            } else if take(.leftBracket) {
                guard place < tokens.count, case .quoted(let name) = tokens[place].token else {
                    throw unexpected()
                }
                place += 1
                names.append(name)
                guard take(.rightBracket) else { throw unexpected() }
            } else {
                return names
            }
        }
    }

    private func finish(
        _ selector: [String], _ comparison: FilterExpression.Operator, _ value: String
    ) throws(APIError) -> FilterExpression {
        let shown = selector.joined(separator: ".")
        guard let kind = schema.find(selector[...]) else {
            throw FilterParser.failure("Selector \"\(shown)\" is not valid")
        }
        guard kind.supports(comparison) else {
            throw FilterParser.failure("Invalid match operator for selector \"\(shown)\"")
        }
        var pattern: Pattern?
        if comparison == .matches || comparison == .notMatches {
            pattern = Pattern(value)
            if pattern == nil {
                throw FilterParser.failure(
                    "Failed to compile regular expression for selector \"\(shown)\"")
            }
        }
        return .match(
            selector: selector, comparison, value: value, pattern: pattern)
    }
}
