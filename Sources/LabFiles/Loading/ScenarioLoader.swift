import Foundation
import LabModel

/// Finds, reads and checks the users' files.
public struct ScenarioLoader: Sendable {
    /// The directory that relative paths start from, and beside which `Scenarios` lies.
    public var directory: String
    /// The variables that files may refer to.
    public var environment: [String: String]
    /// Values that take the place of those in the files.
    public var overrides: [Override]
    /// What components of a role are to be run by, whatever the files say.
    public var implementations: [Implementation]

    /// Makes a loader.
    public init(
        directory: String = FileManager.default.currentDirectoryPath,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        overrides: [Override] = [], implementations: [Implementation] = []
    ) {
        self.directory = directory
        self.environment = environment
        self.overrides = overrides
        self.implementations = implementations
    }

    /// The scenario of a path or name, with its topology.
    ///
    /// - Throws: `FileError` with everything that is wrong with the files.
    public func scenario(named name: String) throws(FileError) -> LoadedScenario {
        let session = LoadingSession(self)
        guard let file = session.finder.find(name, kind: .scenario) else {
            throw session.notFound(name, kind: .scenario)
        }
        return try session.scenario(session.trees.tree(of: file), file: file)
    }

    /// The scenario of a text.
    ///
    /// - Parameters:
    ///   - file: how messages name it, and where its relative paths start from.
    ///   - topology: the topology to run it on, whatever the text says.
    /// - Throws: `FileError` with everything that is wrong.
    public func scenario(
        text: String, file: String = "scenario.yaml", topology: Topology? = nil
    ) throws(FileError) -> LoadedScenario {
        let session = LoadingSession(self)
        let place = session.place(of: file)
        return try session.scenario(
            session.trees.tree(of: text, label: file), file: place, topology: topology)
    }

    /// The topology of a path or name.
    ///
    /// - Throws: `FileError` with everything that is wrong with the files.
    public func topology(named name: String) throws(FileError) -> LoadedTopology {
        let session = LoadingSession(self)
        guard let file = session.finder.find(name, kind: .topology) else {
            throw session.notFound(name, kind: .topology)
        }
        return try session.topology(session.trees.tree(of: file), file: file)
    }

    /// The topology of a text.
    ///
    /// - Throws: `FileError` with everything that is wrong.
    public func topology(
        text: String, file: String = "topology.yaml"
    ) throws(FileError) -> LoadedTopology {
        let session = LoadingSession(self)
        let place = session.place(of: file)
        return try session.topology(session.trees.tree(of: text, label: file), file: place)
    }

    /// The component definition of a path or name; those that the lab brings along have no path.
    ///
    /// - Throws: `FileError` with everything that is wrong with the file.
    public func component(named name: String) throws(FileError) -> ComponentProgram {
        let session = LoadingSession(self)
        if let shipped = session.shipped(name) { return shipped }
        guard let file = session.finder.find(name, kind: .component) else {
            throw session.notFound(name, kind: .component)
        }
        return try session.component(
            session.trees.tree(of: file, isExpanded: false), file: file)
    }

    /// The component definition of a text.
    ///
    /// - Throws: `FileError` with everything that is wrong.
    public func component(
        text: String, file: String = "component.yaml"
    ) throws(FileError) -> ComponentProgram {
        let session = LoadingSession(self)
        return try session.component(
            session.trees.tree(of: text, label: file, isExpanded: false),
            file: session.place(of: file))
    }

    /// Checks a file of any kind, and the files that it refers to.
    ///
    /// - Returns: what it is.
    /// - Throws: `FileError` with everything that is wrong.
    public func validate(named name: String) throws(FileError) -> FileKind {
        let session = LoadingSession(self)
        let found = FileKind.allCases.lazy.compactMap { session.finder.find(name, kind: $0) }.first
        guard let found else {
            if ShippedDefinitions.names.contains(name) {
                _ = try component(named: name)
                return .component
            }
            throw session.notFound(name, kind: nil)
        }
        guard let root = session.trees.tree(of: found, isExpanded: false) else {
            try session.diagnostics.throwIfAny()
            throw FileError("\(found.label) can't be read")
        }
        let kind = FileKind(root)
        switch kind {
        case .scenario: _ = try scenario(named: found.path)
        case .topology: _ = try topology(named: found.path)
        case .component: _ = try component(named: found.path)
        case nil:
            throw FileError(
                "\(found.label) is none of the lab's files: a scenario has 'steps', "
                    + "a topology 'hosts', a component definition 'component'")
        }
        return kind ?? .scenario
    }
}
