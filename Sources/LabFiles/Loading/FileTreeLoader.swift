import LabModel

/// Reads files into trees: YAML, environment variables and includes.
struct FileTreeLoader {
    private static let deepestInclude = 16

    let diagnostics: Diagnostics
    let finder: FileFinder
    let environment: [String: String]

    /// The tree of a file; `nil` where it could not be read, which is reported.
    func tree(of file: FileFinder.Found, isExpanded: Bool = true) -> FileNode? {
        do throws(FileError) {
            let text = try FileText.read(file.path, label: file.label)
            return tree(of: text, label: file.label, isExpanded: isExpanded)
        } catch {
            diagnostics.add(error.diagnostics)
            return nil
        }
    }

    /// The tree of a text; `nil` where it could not be read, which is reported.
    func tree(of text: String, label: String, isExpanded: Bool = true) -> FileNode? {
        guard var root = YAMLReader(diagnostics: diagnostics).read(text, file: label) else {
            return nil
        }
        if root.isNull {
            diagnostics.report("the file is empty", at: root.location, length: 1)
            return nil
        }
        if isExpanded {
            EnvironmentExpansion(environment: environment, diagnostics: diagnostics).expand(&root)
        }
        return root
    }

    /// A topology's tree with what it includes merged in: later files win, and the file itself
    /// over all that it includes.
    func merged(_ root: FileNode, of file: FileFinder.Found) -> FileNode {
        merged(root, of: file, chain: [file])
    }

    private func merged(
        _ root: FileNode, of file: FileFinder.Found, chain: [FileFinder.Found]
    ) -> FileNode {
        guard let include = root["include"], !include.isNull else { return root }
        let read = ValueReader(diagnostics: diagnostics)
        var result: FileNode?
        for item in read.items(include) {
            guard let name = read.text(item, expected: "a file"),
                let other = included(name, at: item, by: file, chain: chain),
                let tree = tree(of: other)
            else { continue }
            guard tree.isMap else {
                diagnostics.report("\(other.label) is no topology file", at: item)
                continue
            }
            let whole = merged(tree, of: other, chain: chain + [other])
            result = result.map { $0.merged(with: whole) } ?? whole
        }
        let own = root.removing(["include"])
        return result.map { $0.merged(with: own) } ?? own
    }

    private func included(
        _ name: String, at item: FileNode, by file: FileFinder.Found, chain: [FileFinder.Found]
    ) -> FileFinder.Found? {
        let nearby = FileFinder(directory: file.directory)
        guard let path = nearby.find(name, kind: .topology)?.path else {
            diagnostics.report("there is no file '\(name)' beside \(file.label)", at: item)
            return nil
        }
        let other = finder.found(path)
        if chain.contains(where: { $0.path == path }) {
            let way = (chain.drop { $0.path != path } + [other]).map(\.label)
            diagnostics.report(
                "files include each other: \(way.joined(separator: " → "))", at: item)
            return nil
        }
        if chain.count > Self.deepestInclude {
            diagnostics.report("too many files that include each other", at: item)
            return nil
        }
        return other
    }
}
