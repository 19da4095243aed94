import LabModel

/// Everything that is wrong with the files that were asked for.
public struct FileError: Error, Hashable, Sendable {
    /// What is wrong, file by file, in the order of the lines; at least one.
    public var diagnostics: [FileDiagnostic]

    /// Makes an error.
    public init(_ diagnostics: [FileDiagnostic]) { self.diagnostics = diagnostics }

    /// Makes an error that has no place in a file.
    init(_ message: String, suggestion: String? = nil) {
        diagnostics = [FileDiagnostic(location: nil, message: message, suggestion: suggestion)]
    }
}

extension FileError: CustomStringConvertible {
    /// How many of them are written out.
    private static let shown = 50

    /// All the diagnostics, one after the other.
    public var description: String {
        var parts = diagnostics.prefix(Self.shown).map(\.description)
        if diagnostics.count > Self.shown {
            parts.append("… and \(diagnostics.count - Self.shown) more errors")
        }
        return parts.joined(separator: "\n")
    }
}
