/// Cuts a template into its parts.
struct TemplateParser {
    /// How deep sections may lie in each other; filling them in takes stack.
    private static let deepest = 64

    /// A section whose end has not come.
    private struct OpenSection {
        var name: TemplateName
        var isInverted: Bool
        var place: TemplatePlace
        /// What stood before it.
        var before: [TemplateNode]
    }

    private let bytes: [UInt8]
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)
    /// Where what has not been read begins.
    private var position = 0
    /// A place that has been worked out, and its index.
    private var place = TemplatePlace()
    private var placeIndex = 0
    private var open: [OpenSection] = []
    private var result: [TemplateNode] = []

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The parts of the whole template.
    mutating func nodes() throws(TemplateError) -> [TemplateNode] {
        while let start = index(of: opening, from: position) {
            try readTag(at: start)
        }
        append(position..<bytes.count)
        if let section = open.last {
            throw TemplateError(
                "a template's '{{#\(section.name.text)}}' is not closed", at: section.place)
        }
        return result
    }

    // MARK: - Tags

    private mutating func readTag(at start: Int) throws(TemplateError) {
        let place = place(of: start)
        var inner = start + opening.count
        var end = closing
        let kind = inner < bytes.count ? bytes[inner] : 0
        if kind == UInt8(ascii: "{") { end = [UInt8(ascii: "}")] + closing }
        if kind == UInt8(ascii: "=") { end = [UInt8(ascii: "=")] + closing }
        guard let close = index(of: end, from: inner) else {
            throw TemplateError("a template's '{{' is not closed", at: place)
        }
        let isMarked = "#^/!>&{=".utf8.contains(kind)
        if isMarked { inner += 1 }
        let content = trimmed(inner..<max(inner, close))
        let after = close + end.count
        if "#^/!=".utf8.contains(kind), let line = wholeLine(start, after) {
            append(position..<line.lowerBound)
            position = line.upperBound
        } else {
            append(position..<start)
            position = after
        }
        try take(kind: isMarked ? kind : 0, content, at: place)
    }

    private mutating func take(
        kind: UInt8, _ content: String, at place: TemplatePlace
    ) throws(TemplateError) {
        switch kind {
        case UInt8(ascii: "!"): return
        case UInt8(ascii: "="): return try setDelimiters(content, at: place)
        case UInt8(ascii: ">"):
            throw TemplateError("a template can't have '{{>\(content)}}': no partials", at: place)
        default: break
        }
        guard let name = TemplateName(content) else {
            throw TemplateError("a template's '{{\(content)}}' names nothing", at: place)
        }
        switch kind {
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            guard open.count < Self.deepest else {
                throw TemplateError("a template's sections lie too deep in each other", at: place)
            }
            open.append(
                OpenSection(
                    name: name, isInverted: kind == UInt8(ascii: "^"), place: place, before: result)
            )
            result = []
        case UInt8(ascii: "/"):
            guard let section = open.popLast() else {
                throw TemplateError("a template's '{{/\(content)}}' closes nothing", at: place)
            }
            guard section.name == name else {
                throw TemplateError(
                    "a template's '{{/\(content)}}' stands where '{{/\(section.name.text)}}' should",
                    at: place)
            }
            result =
                section.before + [.section(name, isInverted: section.isInverted, result)]
        default:
            result.append(.variable(name, at: place))
        }
    }

    private mutating func setDelimiters(
        _ content: String, at place: TemplatePlace
    ) throws(TemplateError) {
        let words = content.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
        guard words.count == 2, !words.joined().contains(UInt8(ascii: "=")) else {
            throw TemplateError("a template's delimiters are two words, as {{=<% %>=}}", at: place)
        }
        (opening, closing) = (words[0], words[1])
    }

    // MARK: - Text

    private mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        result.append(.text(String(decoding: bytes[range], as: UTF8.self)))
    }

    private func trimmed(_ range: Range<Int>) -> String {
        let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
        let tail = bytes[range].drop(while: isSpace)
        let end = tail.lastIndex { !isSpace($0) } ?? tail.startIndex - 1
        return String(decoding: tail[..<(end + 1)], as: UTF8.self)
    }

    /// The line that a tag stands on with its end, where there is nothing else on it but space.
    private func wholeLine(_ start: Int, _ after: Int) -> Range<Int>? {
        let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 }
        let newline = UInt8(ascii: "\n")
        let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
        guard bytes[lineStart..<start].allSatisfy(isBlank) else { return nil }
        let rest = bytes[after...].drop(while: isBlank)
        if rest.isEmpty { return lineStart..<bytes.count }
        if rest.first == newline { return lineStart..<(rest.startIndex + 1) }
        if rest.starts(with: [13, newline]) { return lineStart..<(rest.startIndex + 2) }
        return nil
    }

    private func index(of pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, start <= bytes.count - pattern.count else { return nil }
        return (start...(bytes.count - pattern.count)).first {
            bytes[$0] == first && bytes[$0..<($0 + pattern.count)].elementsEqual(pattern)
        }
    }

    /// The line and column of an index that is no smaller than the last one asked for.
    private mutating func place(of index: Int) -> TemplatePlace {
        let passed = bytes[placeIndex..<index]
        let lastLine = passed.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lastLine.count > 1 {
            place.line += lastLine.count - 1
            place.column = 1
        }
        place.column += lastLine.last.map { String(decoding: $0, as: UTF8.self).count } ?? 0
        placeIndex = index
        return place
    }
}
