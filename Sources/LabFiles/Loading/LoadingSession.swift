import Foundation
import LabModel

/// What the loading of one file and those that it refers to shares.
struct LoadingSession {
    let diagnostics = Diagnostics()
    let finder: FileFinder
    let trees: FileTreeLoader
    private let routing: OverrideRouting
    private let implementations: [Implementation]

    init(_ loader: ScenarioLoader) {
        finder = FileFinder(directory: (loader.directory as NSString).standardizingPath)
        trees = FileTreeLoader(
            diagnostics: diagnostics, finder: finder, environment: loader.environment)
        routing = OverrideRouting(
            application: OverrideApplication(
                overrides: loader.overrides, diagnostics: diagnostics))
        implementations = loader.implementations
    }

    /// The place that a text would have as a file.
    func place(of file: String) -> FileFinder.Found {
        FileFinder.Found(path: finder.absolute(file, from: finder.directory), label: file)
    }

    /// The error for a file that is nowhere, with the names that come near.
    func notFound(_ name: String, kind: FileKind?) -> FileError {
        let kinds = kind.map { [$0] } ?? FileKind.allCases
        let names = kinds.flatMap { finder.names(kind: $0) }
        let title = kind.map { $0 == .component ? "component definition" : $0.rawValue } ?? "file"
        let near = Spelling.nearest(
            to: FileFinder.Found(path: name, label: name).baseName, among: names)
        if let near {
            return FileError("no \(title) '\(name)'", suggestion: "did you mean '\(near)'?")
        }
        let list = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        let hint =
            names.isEmpty
            ? "name a file, or start the lab beside a folder named \(FileFinder.library)"
            : "there are \(list)"
        return FileError("no \(title) '\(name)'", suggestion: hint)
    }

    // MARK: - Scenarios

    /// The scenario of a tree.
    func scenario(
        _ root: FileNode?, file: FileFinder.Found, topology given: Topology? = nil
    ) throws(FileError) -> LoadedScenario {
        guard var root else { throw failure(file) }
        try checkKind(root, is: .scenario, file)
        routing.apply(toScenario: &root)
        if given != nil, root["topology"] == nil, case .map(let pairs) = root.content {
            let name = FileNode(.scalar("given", isPlain: true), at: root.location)
            let pair = FileNode.Pair(key: "topology", location: root.location, value: name)
            root.content = .map(pairs + [pair])
        }
        let loaded =
            given.map { LoadedTopology(topology: $0, file: file.label) }
            ?? topology(of: root, scenario: file)
        var decoder = ScenarioDecoder(
            root, topology: loaded?.topology, diagnostics: diagnostics)
        let scenario = decoder?.scenario(
            defaultName: file.baseName, lines: diagnostics.lines(of: file.label))
        try diagnostics.throwIfAny()
        guard let scenario, let loaded else { throw failure(file) }
        return LoadedScenario(
            scenario: scenario, topology: loaded.topology, file: file.label,
            topologyFile: loaded.file)
    }

    /// The topology that a scenario names, or that is written in it.
    private func topology(
        of root: FileNode, scenario file: FileFinder.Found
    ) -> LoadedTopology? {
        guard let node = root["topology"], !node.isNull else { return nil }
        if node.isMap {
            return decodedTopology(node, file: file).map {
                LoadedTopology(topology: $0, file: file.label)
            }
        }
        let read = ValueReader(diagnostics: diagnostics)
        guard let name = read.text(node, expected: "a topology's name or path") else { return nil }
        let bases = [file.directory, file.directory + "/topologies"]
        guard let found = finder.find(name, kind: .topology, bases: bases) else {
            let names = finder.names(kind: .topology, bases: [file.directory])
            diagnostics.reportUnknown(
                "no topology '\(name)'", word: name, among: names, at: node.location)
            return nil
        }
        guard let tree = trees.tree(of: found) else { return nil }
        if let kind = FileKind(tree), kind != .topology {
            diagnostics.report("\(found.label) is \(kind.title), not a topology", at: node)
            return nil
        }
        return decodedTopology(tree, file: found).map {
            LoadedTopology(topology: $0, file: found.label)
        }
    }

    // MARK: - Topologies

    /// The topology of a tree.
    func topology(
        _ root: FileNode?, file: FileFinder.Found
    ) throws(FileError) -> LoadedTopology {
        guard let root else { throw failure(file) }
        try checkKind(root, is: .topology, file)
        let topology = decodedTopology(root, file: file, isAlone: true)
        try diagnostics.throwIfAny()
        guard let topology else { throw failure(file) }
        return LoadedTopology(topology: topology, file: file.label)
    }

    private func decodedTopology(
        _ root: FileNode, file: FileFinder.Found, isAlone: Bool = false
    ) -> Topology? {
        var root = trees.merged(root, of: file)
        routing.apply(toTopology: &root, isAlone: isAlone)
        use(implementations, in: &root)
        let decoder = TopologyDecoder(
            diagnostics: diagnostics, directory: file.directory
        ) { node in
            self.definition(node, topology: file)
        }
        return decoder.topology(root, defaultName: file.baseName)
    }

    /// Lays `--use` over the components of its role.
    private func use(_ implementations: [Implementation], in root: inout FileNode) {
        guard case .map(var pairs) = root.content, !implementations.isEmpty,
            let place = pairs.firstIndex(where: { $0.key == "components" }),
            case .map(var components) = pairs[place].value.content
        else { return }
        for index in components.indices {
            let component = components[index]
            let role = component.value["role"]?.text ?? component.key
            for implementation in implementations where implementation.role.rawValue == role {
                let text = FileNode(
                    .scalar(implementation.use, isPlain: true), at: component.location)
                let use = FileNode.Pair(key: "use", location: component.location, value: text)
                components[index].value = FileNode(.map([]), at: component.value.location)
                    .merged(with: component.value)
                    .merged(with: FileNode(.map([use]), at: component.value.location))
            }
        }
        pairs[place].value.content = .map(components)
        root.content = .map(pairs)
    }

    // MARK: - Component definitions

    /// The component definition of a tree.
    func component(
        _ root: FileNode?, file: FileFinder.Found
    ) throws(FileError) -> ComponentProgram {
        guard let root else { throw failure(file) }
        try checkKind(root, is: .component, file)
        let program = program(root, file: file)
        try diagnostics.throwIfAny()
        guard let program else { throw failure(file) }
        return program
    }

    private func program(_ root: FileNode, file: FileFinder.Found) -> ComponentProgram? {
        var program = ComponentProgramDecoder(diagnostics: diagnostics).program(root)
        program?.directory = file.directory
        return program
    }

    private func definition(
        _ node: FileNode, topology file: FileFinder.Found
    ) -> ComponentProgram? {
        guard let name = node.text else { return nil }
        if let shipped = shipped(name) { return shipped }
        guard let found = finder.find(name, kind: .component, bases: [file.directory]) else {
            let names = finder.names(kind: .component, bases: [file.directory])
            diagnostics.reportUnknown(
                "no component definition '\(name)'", word: name,
                among: ["builtin"] + ShippedDefinitions.names + names, at: node.location)
            return nil
        }
        guard let tree = trees.tree(of: found, isExpanded: false) else { return nil }
        if let kind = FileKind(tree), kind != .component {
            diagnostics.report(
                "\(found.label) is \(kind.title), not a component definition", at: node)
            return nil
        }
        return program(tree, file: found)
    }

    /// A definition that the lab brings along.
    func shipped(_ name: String) -> ComponentProgram? {
        guard let text = ShippedDefinitions.text(named: name) else { return nil }
        let label = ShippedDefinitions.label(name)
        return trees.tree(of: text, label: label, isExpanded: false)
            .flatMap { ComponentProgramDecoder(diagnostics: diagnostics).program($0) }
    }

    // MARK: - Errors

    private func checkKind(
        _ root: FileNode, is kind: FileKind, _ file: FileFinder.Found
    ) throws(FileError) {
        guard let found = FileKind(root), found != kind else { return }
        diagnostics.report(
            "this is \(found.title), not \(kind.title)", at: root.location,
            suggestion: nil)
        try diagnostics.throwIfAny()
    }

    private func failure(_ file: FileFinder.Found) -> FileError {
        let found = diagnostics.found
        return found.isEmpty ? FileError("\(file.label) can't be read") : FileError(found)
    }
}
