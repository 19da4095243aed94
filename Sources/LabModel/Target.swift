/// What an action is done to.
public indirect enum Target: Hashable, Sendable, CustomStringConvertible {
    /// A host, or else a service or component wherever it runs.
    case name(String)
    /// A component or a service's instances on a host; with an index, one instance, from 1.
    case part(host: Target, name: String, index: Int?)
    /// The discovery server that leads at that moment.
    case leader
    /// The discovery servers that do not lead at that moment.
    case followers
    /// The discovery servers of the topology.
    case servers
    /// Less than half of the discovery servers, picked with the seed.
    case minority
    /// More than half of the discovery servers, picked with the seed.
    case majority
    /// One of several, picked with the seed.
    case oneOf([Target])

    /// As the scenario language writes it.
    public var description: String {
        switch self {
        case .name(let name): name
        case .part(let host, let name, let index):
            "\(host)/\(name)" + (index.map { ".\($0)" } ?? "")
        case .leader: "leader"
        case .followers: "followers"
        case .servers: "servers"
        case .minority: "minority"
        case .majority: "majority"
        case .oneOf(let targets):
            "one-of(" + targets.map(\.description).joined(separator: ", ") + ")"
        }
    }
}
