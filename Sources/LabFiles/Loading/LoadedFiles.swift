import LabModel

/// A scenario with the topology that it runs on.
public struct LoadedScenario: Hashable, Sendable {
    /// The scenario.
    public var scenario: Scenario
    /// Its topology.
    public var topology: Topology
    /// The scenario's file, as messages name it.
    public var file: String
    /// The topology's file; the scenario's where it is written there.
    public var topologyFile: String
}

/// A topology with its file.
public struct LoadedTopology: Hashable, Sendable {
    /// The topology.
    public var topology: Topology
    /// Its file, as messages name it.
    public var file: String
}

/// What a component of a role is to be run by, whatever the file says.
public struct Implementation: Hashable, Sendable {
    /// The role.
    public var role: ComponentDefinition.Role
    /// What `use` would say.
    public var use: String

    /// Reads `role=impl,role=impl`, as in `discovery=consul,balancer=haproxy`.
    ///
    /// - Throws: `FileError` where it is not so written, or there is no such role.
    public static func list(argument: String) throws(FileError) -> [Implementation] {
        var result: [Implementation] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            result.append(try Implementation(argument: String(part)))
        }
        return result
    }

    /// Reads `role=impl`, as in `discovery=consul`; `balancer` is short for `load-balancer`.
    ///
    /// - Throws: `FileError` where it is not so written, or there is no such role.
    public init(argument: String) throws(FileError) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else {
            throw FileError("--use \(argument): write ROLE=IMPLEMENTATION, as discovery=consul")
        }
        let roles = ComponentDefinition.Role.allCases.map(\.rawValue)
        let word = parts[0] == "balancer" ? "load-balancer" : String(parts[0])
        guard let role = ComponentDefinition.Role(rawValue: word) else {
            let near = Spelling.nearest(to: String(parts[0]), among: roles)
            throw FileError(
                "--use \(argument): unknown role '\(parts[0])'",
                suggestion: near.map { "did you mean '\($0)'?" } ?? "roles are \(roles.formatted)")
        }
        self.role = role
        use = String(parts[1])
    }
}
