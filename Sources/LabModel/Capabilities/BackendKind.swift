/// What the hosts of a lab can be made of.
public enum BackendKind: String, CaseIterable, Sendable {
    /// Values of one process, under a virtual clock.
    case memory
    /// Namespaces of this machine's kernel.
    case netns
    /// Virtual machines.
    case libvirt

    /// Where something runs, in words: `in memory`, `on netns`.
    var place: String { self == .memory ? "in memory" : "on \(rawValue)" }

    /// Places in words: `in memory or on libvirt`, `on netns or libvirt`.
    static func places(_ backends: [BackendKind]) -> String {
        guard let first = backends.first else { return "" }
        let rest = backends.dropFirst().map { backend in
            first == .memory ? backend.place : backend.rawValue
        }
        return ([first.place] + rest).joined(separator: " or ")
    }
}
