import LabFiles
import LabModel

/// Where a test's topology comes from.
public enum TopologySource: Sendable {
    /// A file by its path or its name, as `lab` finds it.
    ///
    /// Relative paths start from the directory that the tests are run in, or from the nearest one
    /// above it that has a folder `Scenarios`.
    case named(String)
    /// The text of a topology file.
    case text(String)
    /// A topology made in code.
    case value(Topology)

    func load(_ loader: ScenarioLoader) throws -> Topology {
        switch self {
        case .named(let name): try loader.topology(named: name).topology
        case .text(let text): try loader.topology(text: text).topology
        case .value(let topology): topology
        }
    }
}
