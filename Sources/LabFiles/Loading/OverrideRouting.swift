import LabModel

/// Says which of a scenario's two files each value of the command line belongs to.
///
/// Keys that a scenario file has go there, `name` and `description` too; those that only a
/// topology file has go to the topology. A path may also begin with `scenario.` or `topology.`.
struct OverrideRouting {
    let application: OverrideApplication

    private static let topologyKeys = Set(TopologyShapes.file.keys)
        .subtracting(ScenarioShapes.file.keys).subtracting(["include"])

    /// Lays the values that belong to the scenario over it.
    func apply(toScenario root: inout FileNode) {
        for (number, override) in application.overrides.enumerated() {
            let path = override.path[...]
            if path.hasPrefix("scenario.") {
                application.apply(number, path: path.dropFirst("scenario.".count), to: &root)
            } else if !isTopologys(path) {
                guard ScenarioShapes.file.field(Self.head(path)) != nil else {
                    reportUnknown(number)
                    continue
                }
                application.apply(number, path: path, to: &root)
            }
        }
    }

    /// Lays the values that belong to the topology over it.
    ///
    /// - Parameter isAlone: whether there is no scenario, so that all values belong here.
    func apply(toTopology root: inout FileNode, isAlone: Bool) {
        for (number, override) in application.overrides.enumerated() {
            let path = override.path[...]
            if path.hasPrefix("topology.") {
                application.apply(number, path: path.dropFirst("topology.".count), to: &root)
            } else if isTopologys(path) || isAlone {
                application.apply(number, path: path, to: &root)
            }
        }
    }

    private func isTopologys(_ path: Substring) -> Bool {
        path.hasPrefix("topology.") || Self.topologyKeys.contains(Self.head(path))
    }

    private static func head(_ path: Substring) -> String { String(path.prefix { $0 != "." }) }

    private func reportUnknown(_ number: Int) {
        let head = Self.head(application.overrides[number].path[...])
        application.diagnostics.reportUnknown(
            "unknown key '\(head)'", word: head,
            among: ScenarioShapes.file.keys + Self.topologyKeys.sorted(),
            at: SourceLocation(file: OverrideApplication.file, line: number + 1, column: 1),
            length: head.count)
    }
}
