import LabModel
import Yams

/// Reads the text of a YAML file into a tree whose values know their places.
///
/// Scalars stay text: what a plain `on`, `no` or `5` means is for the reader of the key to say.
struct YAMLReader {
    /// How often a file is read anew with one doubled key less; big ones take long each time.
    private static func doubledKeyLimit(_ text: String) -> Int {
        text.utf8.count > 1 << 18 ? 2 : 25
    }

    let diagnostics: Diagnostics

    /// The tree of a text; `nil` where it has a mistake, which is then reported.
    func read(_ text: String, file: String) -> FileNode? {
        let source = SourceFile(name: file, text: text)
        diagnostics.add(source)
        guard TextInspection(source: source, diagnostics: diagnostics).isReadable else {
            return nil
        }
        let hidden = HiddenCharacters.hidden(text)
        var builder = TreeBuilder(
            source: source, hasHidden: hidden != text, diagnostics: diagnostics)
        do {
            return try tree(of: hidden, by: &builder)
        } catch let error as YamlError {
            SyntaxProblem(error, source: source).report(to: diagnostics)
        } catch {
            diagnostics.report("\(error)", at: SourceLocation(file: file, line: 1, column: 1))
        }
        return nil
    }

    /// Parses the text, with doubled keys renamed so that the rest of the file is read too.
    ///
    /// The parser stops at a doubled key without saying where the second one stands. Its first
    /// occurrence gets a letter of the private use area, of the same length, and its old text is
    /// kept for the builder, which then sees both and reports the second.
    private func tree(of text: String, by builder: inout TreeBuilder) throws -> FileNode? {
        var text = text
        for attempt in 0... {
            do {
                // No rules: the default ones know YAML 1.1's truth values and cost time.
                let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
                let root = try parser.singleRoot()
                // The nodes refer weakly to their anchors, which the parser has.
                return withExtendedLifetime(parser) { builder.build(root) }
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let place = TreeBuilder.Position(context.mark)
                guard attempt < Self.doubledKeyLimit(text), builder.renamed[place] == nil,
                    let key = keys.first,
                    let changed = Self.rename(at: place, number: attempt, in: text)
                else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
                }
                builder.renamed[place] = key
                text = changed
            }
        }
        return nil
    }

    /// The text with the first letter of the key at a place replaced.
    private static func rename(
        at place: TreeBuilder.Position, number: Int, in text: String
    ) -> String? {
        guard let stranger = Unicode.Scalar(0xE000 + UInt32(number)) else { return nil }
        var scalars = Array(text.unicodeScalars)
        guard var index = TextInspection.offset(of: place, in: scalars) else { return nil }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard scalars.indices.contains(index), scalars[index] != "\"", scalars[index] != "'" else {
            return nil
        }
        scalars[index] = stranger
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }
}
