import LabProgram

/// What a host's container engine tells programs that watch it: one JSON text a line.
///
/// The first line is all the containers there are; each later one is something that happened to one
/// of them, with all the containers as they are then.
public struct EngineMessage: Codable, Sendable {
    /// What happened; `nil` in the first line.
    public var event: ContainerEvent?
    /// All the containers, running ones and exited ones, in the order of creation.
    public var containers: [Container]

    /// The socket on which a host's engine says it.
    public static let socketPath = "/run/lab/engine.sock"

    /// Makes a message.
    public init(event: ContainerEvent?, containers: [Container]) {
        self.event = event
        self.containers = containers
    }
}
