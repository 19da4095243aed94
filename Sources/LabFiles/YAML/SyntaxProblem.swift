import LabModel
import Yams

/// What the YAML parser found wrong, in words that say what to do.
struct SyntaxProblem {
    private let source: SourceFile
    private var message: String
    private var place: TreeBuilder.Position
    private var suggestion: String?

    init(_ error: YamlError, source: SourceFile) {
        self.source = source
        message = "\(error)"
        place = TreeBuilder.Position(line: 1, column: 1)
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            place = TreeBuilder.Position(mark)
            message = problem
            explain(problem, context: context)
        case .reader(let problem, let offset, _, let text):
            message = "\(problem): is this a text file in UTF-8?"
            if let offset { place = Self.mark(ofCharacter: offset, in: text) }
        case .duplicatedKeysInMapping(let keys, let context):
            place = TreeBuilder.Position(context.mark)
            message = "'\(HiddenCharacters.shown(keys.first ?? ""))' is given twice in one mapping"
        default: break
        }
    }

    /// Reports it.
    func report(to diagnostics: Diagnostics) {
        var line = place.line
        // The end of the file is after its last line; the message shows that line.
        if line > source.lines.count, line > 1 { line = max(source.lines.count, 1) }
        let column =
            line == place.line ? place.column : (source.line(line)?.unicodeScalars.count ?? 0) + 1
        if let tab = tabPlace(line) {
            diagnostics.report(
                "a tab in the indentation: YAML is indented with spaces", at: tab, length: 1)
            return
        }
        diagnostics.report(
            message, at: source.location(line: line, scalarColumn: column), length: 1,
            suggestion: suggestion)
    }

    private func tabPlace(_ line: Int) -> SourceLocation? {
        guard let text = source.line(line) else { return nil }
        let indentation = text.prefix { $0 == " " || $0 == "\t" }
        guard let tab = indentation.firstIndex(of: "\t") else { return nil }
        let column = indentation.distance(from: indentation.startIndex, to: tab) + 1
        return SourceLocation(file: source.name, line: line, column: column)
    }

    /// Puts the parser's words, which are libyaml's, into those of a person.
    private mutating func explain(_ problem: String, context: YamlError.Context?) {
        let start = context.map { TreeBuilder.Position($0.mark) } ?? place
        switch problem {
        case "found character that cannot start any token":
            let character = self.character(at: place)
            message = "a value can't begin with '\(character)': put it in quotes"
        case "mapping values are not allowed in this context":
            message = "a ':' that can't be here: quote the value, or check the indentation"
        case "could not find expected ':'":
            place = start
            message = "neither 'key: value' nor '- item': is a ':' missing?"
        case "did not find expected key", "did not find expected '-' indicator":
            explainIndentation(since: start)
        case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
            let bracket = problem.hasSuffix("']'") ? "[" : "{"
            let found = character(at: place)
            message =
                found == "[" || found == "{"
                ? "a '\(found)' within a plain value: put the value in quotes"
                : "the '\(bracket)' that opens on line \(start.line) is not closed before this"
        case "found unexpected end of stream", "found unexpected document indicator":
            place = start
            message = "the quotation mark that opens here is never closed"
        case "did not find expected comment or line break":
            place = start
            message = "a value that begins with '\(character(at: start))' must be quoted"
            suggestion = "write \(quoted(from: start))"
        case "found unknown escape character":
            message = "no such escape in double quotes: use single quotes, or write \\\\"
        case "did not find expected alphabetic or numeric character":
            place = start
            message = "a value that begins with '\(character(at: start))' must be quoted"
        case "but found another document":
            message = "a second document begins here: a file holds one"
        case _ where problem.hasPrefix("Maximum nesting level"):
            message = "far too many levels: is a bracket not closed?"
        default:
            message = context.map { "\($0.text): \(problem)" } ?? problem
        }
    }

    private mutating func explainIndentation(since start: TreeBuilder.Position) {
        let text = source.line(place.line) ?? ""
        let indentation = text.prefix { $0 == " " }.count
        if indentation == place.column - 1 {
            message = "this line's indentation fits nothing that begins above it"
            if place.column != start.column {
                message += " (what begins on line \(start.line) stands in column \(start.column))"
            }
        } else {
            message = "this belongs to nothing: check the quotes and the indentation before it"
        }
    }

    private func character(at mark: TreeBuilder.Position) -> String {
        let scalars = Array((source.line(mark.line) ?? "").unicodeScalars)
        guard scalars.indices.contains(mark.column - 1) else { return "" }
        return String(scalars[mark.column - 1])
    }

    private func quoted(from mark: TreeBuilder.Position) -> String {
        let rest = (source.line(mark.line) ?? "").unicodeScalars.dropFirst(mark.column - 1)
        let text = String(String.UnicodeScalarView(rest)).prefix { !",}]#".contains($0) }
        return "\"" + text.trimmingSuffix { $0 == " " } + "\""
    }

    private static func mark(ofCharacter offset: Int, in text: String) -> TreeBuilder.Position {
        let lines = text.prefix(offset).split(separator: "\n", omittingEmptySubsequences: false)
        return TreeBuilder.Position(line: max(lines.count, 1), column: (lines.last?.count ?? 0) + 1)
    }
}

extension Substring {
    /// The text without the characters at its end for which the condition holds.
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !condition($0) }) else { return "" }
        return self[...last]
    }
}
