import LabFiles

extension FileKind {
    /// What a file of this kind is called.
    var noun: String {
        switch self {
        case .scenario: "scenario"
        case .topology: "topology"
        case .component: "component definition"
        }
    }

    /// What several files of this kind are called.
    var plural: String { self == .topology ? "topologies" : noun + "s" }
}
