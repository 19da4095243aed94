import LabModel

/// Collects what is wrong with the files of one task, so that all of it can be said at once.
final class Diagnostics {
    /// Enough to work on; more would only cost time.
    private static let limit = 1_000
    /// From then on no near words are looked up, which takes long in big files.
    private static let suggestionLimit = 60

    private var sources: [String: SourceFile] = [:]
    private var order: [String: Int] = [:]
    private var known: Set<FileDiagnostic> = []
    private(set) var found: [FileDiagnostic] = []

    /// Whether nothing is wrong so far.
    var isEmpty: Bool { found.isEmpty }

    /// How many things are wrong so far.
    var count: Int { found.count }

    /// Makes the lines of a file known.
    func add(_ source: SourceFile) {
        if order[source.name] == nil { order[source.name] = order.count }
        sources[source.name] = source
    }

    /// The lines of a file that has been read.
    func lines(of file: String) -> [String] { sources[file]?.lines ?? [] }

    /// Adds something that is wrong at a place; said twice, it counts once.
    ///
    /// - Parameter length: how many characters it is about; `nil` for the word there.
    func report(
        _ message: String, at location: SourceLocation, length: Int? = nil,
        suggestion: String? = nil
    ) {
        guard found.count < Self.limit else { return }
        let source = sources[location.file]
        let diagnostic = FileDiagnostic(
            location: location, message: message, suggestion: suggestion,
            sourceLine: source?.line(location.line),
            length: length ?? source?.wordLength(at: location) ?? 1)
        if known.insert(diagnostic).inserted { found.append(diagnostic) }
    }

    /// Adds something that is wrong with a value.
    func report(_ message: String, at node: FileNode, suggestion: String? = nil) {
        report(message, at: node.location, suggestion: suggestion)
    }

    /// Adds an unknown word, with the nearest of the known ones.
    func reportUnknown(
        _ message: String, word: String, among candidates: some Sequence<String>,
        at location: SourceLocation, length: Int? = nil
    ) {
        report(
            message, at: location, length: length,
            suggestion: suggestion(for: word, among: candidates))
    }

    /// Adds what is wrong elsewhere.
    func add(_ others: [FileDiagnostic]) {
        for diagnostic in others where known.insert(diagnostic).inserted {
            found.append(diagnostic)
        }
    }

    /// Throws everything that was found, in the order of files and lines, if there is anything.
    func throwIfAny() throws(FileError) {
        guard !found.isEmpty else { return }
        let sorted = found.enumerated().sorted { a, b in
            let first = rank(a.element)
            let second = rank(b.element)
            return first == second ? a.offset < b.offset : first < second
        }
        throw FileError(sorted.map(\.element))
    }

    private func rank(_ diagnostic: FileDiagnostic) -> (Int, Int, Int) {
        guard let location = diagnostic.location else { return (-1, 0, 0) }
        return (order[location.file] ?? Int.max, location.line, location.column)
    }

    private func suggestion(
        for word: String, among candidates: some Sequence<String>
    ) -> String? {
        guard found.count < Self.suggestionLimit else { return nil }
        return Spelling.nearest(to: word, among: candidates).map { "did you mean '\($0)'?" }
    }
}
