import LabModel

/// What a scenario asks for that a backend can't do.
///
/// - Parameters:
///   - topology: what it runs on; without one, what depends on that is left out.
///   - backend: `memory`, `netns` or `libvirt`.
/// - Returns: one diagnostic for each such thing, at its place; none for a backend that is unknown.
public func unsupportedActions(
    _ scenario: Scenario, on topology: Topology? = nil, backend: String
) -> [FileDiagnostic] {
    let topology = topology ?? Topology(name: "", networks: [], hosts: [])
    return scenario.obstacles(on: backend, in: topology).map { obstacle in
        let location = obstacle.location
        let line = location.flatMap { location in
            scenario.sourceLines.indices.contains(location.line - 1)
                ? scenario.sourceLines[location.line - 1] : nil
        }
        return FileDiagnostic(
            location: location,
            message: (obstacle.step.map { "step '\($0)': " } ?? "") + obstacle.reason,
            sourceLine: line,
            length: line.map { $0.dropFirst((location?.column ?? 1) - 1) }
                .map { $0.prefix { $0 != ":" }.count } ?? 1)
    }
}

/// The components of a topology that a backend can't run.
///
/// - Returns: one diagnostic for each, at its place.
public func unsupportedComponents(_ topology: Topology, backend: String) -> [FileDiagnostic] {
    guard backend == "memory" else { return [] }
    return topology.components.filter { $0.use != "builtin" }.map { component in
        FileDiagnostic(
            location: component.location,
            message: "'\(component.name)' uses \(component.use), and memory runs no real programs: "
                + "run it on netns or libvirt, or with --use \(component.role.rawValue)=builtin")
    }
}
