/// What a file is about.
public enum FileKind: String, Hashable, Sendable, CaseIterable {
    case scenario, topology, component

    /// What it is, for messages.
    var title: String {
        switch self {
        case .scenario: "a scenario"
        case .topology: "a topology"
        case .component: "a component definition"
        }
    }

    /// The kind that the keys of a file tell, where they do.
    init?(_ root: FileNode) {
        let keys = Set((root.pairs ?? []).map(\.key))
        if keys.contains("component") {
            self = .component
        } else if !keys.isDisjoint(with: ["steps", "always", "never", "random", "topology"]) {
            self = .scenario
        } else if !keys.isDisjoint(with: ["networks", "hosts", "components", "services"]) {
            self = .topology
        } else {
            return nil
        }
    }
}
