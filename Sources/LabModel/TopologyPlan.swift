/// What has to happen to a lab so that it becomes what another drawing says.
///
/// The changes stand in the order in which they are made: what ends comes before what begins.
public struct TopologyPlan: Hashable, Sendable, CustomStringConvertible {
    /// One thing that has to happen.
    public enum Change: Hashable, Sendable {
        /// The networks are others, so the lab is made anew; what that does to each host follows.
        case remakeLab(reason: String)
        /// A host that is not drawn any more is ended, and what it kept is wiped.
        case destroyHost(HostDefinition)
        /// A host is ended, wiped and made again as drawn, with all that runs on it.
        case remakeHost(HostDefinition, reason: String)
        /// A component that its host does not run any more is ended.
        case stopComponent(String, host: String)
        /// Instances are ended and removed: those on a host, or all where it is `nil`.
        case removeInstances(service: String, host: String?, reason: String)
        /// A component's process is ended and started as drawn; what it keeps on disk stays.
        case restartComponent(String, host: String, reason: String)
        /// A host is made, with all that runs on it.
        case createHost(HostDefinition)
        /// A host that is there runs one more component.
        case startComponent(String, host: String)
        /// A first instance is started on a host.
        case startInstance(service: String, host: String)
    }

    /// What has to happen, in order.
    public let changes: [Change]

    /// Finds out what has to happen.
    ///
    /// Where something stands in a file, what it is called there and what it is described as make no
    /// difference.
    ///
    /// - Parameters:
    ///   - current: what the lab was built from; `nil` where there is no lab.
    ///   - wanted: what it should become.
    ///   - tainted: the hosts that are made anew in any case.
    public init(from current: Topology?, to wanted: Topology, tainted: Set<String> = []) {
        let old = current ?? Topology(name: "", networks: [], hosts: [])
        changes =
            TopologyComparison(
                current: old, wanted: wanted, tainted: tainted, isNew: current == nil
            ).changes
    }

    /// Whether nothing has to happen.
    public var isEmpty: Bool { changes.isEmpty }

    /// The changes as people read them, such as `+ host host-4 (192.168.50.104)`.
    public var lines: [String] { changes.map(\.description) }

    /// The lines, one below the other.
    public var description: String { lines.joined(separator: "\n") }
}

extension TopologyPlan.Change: CustomStringConvertible {
    /// `+` for what begins, `-` for what ends, `~` for what changes, `-/+` for what is made anew.
    public var description: String {
        switch self {
        case .remakeLab(let reason): "-/+ lab: \(reason)"
        case .destroyHost(let host): "- host \(host.words)"
        case .remakeHost(let host, let reason): "-/+ host \(host.words): \(reason)"
        case .stopComponent(let name, let host): "- \(host)/\(name)"
        case .removeInstances(let service, let host, let reason):
            "- \(host.map { "\($0)/" } ?? "")\(service): \(reason)"
        case .restartComponent(let name, let host, let reason): "~ \(host)/\(name): \(reason)"
        case .createHost(let host):
            "+ host \(host.words)"
                + (host.run.isEmpty ? "" : ": \(host.run.joined(separator: ", "))")
        case .startComponent(let name, let host): "+ \(host)/\(name)"
        case .startInstance(let service, let host): "+ \(host)/\(service)"
        }
    }
}

extension HostDefinition {
    /// The name and the addresses.
    fileprivate var words: String { "\(name) (\(addressWords))" }

    /// The addresses, in the order of the networks.
    var addressWords: String {
        attachments.map(\.address.description).joined(separator: ", ")
    }
}
