import LabModel

/// What a scenario asks for that a backend can't do.
///
/// - Parameter backend: `memory`, `netns` or `libvirt`.
/// - Returns: one diagnostic for each such action, at its place; none for a backend that is unknown.
public func unsupportedActions(_ scenario: Scenario, backend: String) -> [FileDiagnostic] {
    var found: [FileDiagnostic] = []
    for step in scenario.steps where step.skip == nil {
        for placed in step.actions {
            guard let reason = unsupported(placed.action, backend: backend) else { continue }
            let location = placed.location
            let line = location.flatMap { location in
                scenario.sourceLines.indices.contains(location.line - 1)
                    ? scenario.sourceLines[location.line - 1] : nil
            }
            found.append(
                FileDiagnostic(
                    location: location, message: "step '\(step.name)': \(reason)",
                    sourceLine: line,
                    length: line.map { $0.dropFirst((location?.column ?? 1) - 1) }
                        .map { $0.prefix { $0 != ":" }.count } ?? 1))
        }
    }
    if backend == "netns", scenario.random?.from.contains(.skew) ?? false {
        found.append(
            FileDiagnostic(
                location: nil, message: "random faults: " + skewReason))
    }
    return found
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

private let skewReason =
    "netns hosts share the machine's wall clock, so there is no skew: run it in memory or on libvirt"

private func unsupported(_ action: Action, backend: String) -> String? {
    switch (action, backend) {
    case (.execute, "memory"):
        "memory runs no real programs, so there is no exec: run it on netns or libvirt"
    case (.inject(.skew, _, _), "netns"):
        skewReason
    default:
        nil
    }
}
