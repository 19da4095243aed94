import Foundation
import LabModel

/// What there is to run: the files under `Scenarios`.
public struct ScenarioLibrary: Sendable {
    /// A file that can be named.
    public struct Entry: Hashable, Sendable {
        /// What it is.
        public var kind: FileKind
        /// The name by which it is found.
        public var name: String
        /// Its path from the current directory; empty for one that the lab brings along.
        public var path: String
        /// What it is for, in its author's words.
        public var description: String
        /// What is wrong with it, where it can't be read.
        public var problem: String?
    }

    /// The names of the component definitions that the lab brings along, in alphabetical order.
    public static var shippedComponents: [String] { ShippedDefinitions.names }

    /// The directory beside which `Scenarios` lies.
    public var directory: String

    /// Makes a library.
    public init(directory: String = FileManager.default.currentDirectoryPath) {
        self.directory = directory
    }

    /// The scenarios, then the topologies, then the component definitions, each by their paths, and
    /// at last the definitions that the lab brings along.
    public func list() -> [Entry] {
        let finder = FileFinder(directory: (directory as NSString).standardizingPath)
        var seen: Set<String> = []
        return FileKind.allCases.flatMap { kind in
            finder.libraries().flatMap { finder.files(kind: kind, in: $0) }
                .filter { seen.insert($0).inserted }
                .map { entry(finder.found($0), kind: kind, finder: finder) }
        } + ShippedDefinitions.names.map { shipped($0, finder: finder) }
    }

    private func shipped(_ name: String, finder: FileFinder) -> Entry {
        let trees = FileTreeLoader(
            diagnostics: Diagnostics(), finder: finder, environment: [:])
        let root = ShippedDefinitions.text(named: name).flatMap {
            trees.tree(of: $0, label: ShippedDefinitions.label(name), isExpanded: false)
        }
        return Entry(
            kind: .component, name: name, path: "", description: root?["description"]?.text ?? "")
    }

    private func entry(
        _ file: FileFinder.Found, kind: FileKind, finder: FileFinder
    ) -> Entry {
        let diagnostics = Diagnostics()
        let trees = FileTreeLoader(diagnostics: diagnostics, finder: finder, environment: [:])
        let root = trees.tree(of: file, isExpanded: false)
        let description = root?["description"]?.text ?? ""
        return Entry(
            kind: root.flatMap { FileKind($0) } ?? kind, name: file.baseName, path: file.label,
            description: description.split(whereSeparator: \.isNewline).joined(separator: " "),
            problem: diagnostics.found.first?.description)
    }
}
