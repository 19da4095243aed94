/// Something that happened to a container (Docker Engine API, `GET /events`).
public struct ContainerEvent: Hashable, Codable, Sendable {
    /// What happened.
    public enum Action: String, Codable, Sendable {
        case create, start, die, pause, unpause, destroy
    }

    /// What happened.
    public var action: Action
    /// The container's id.
    public var id: String
    /// With `die`, the exit code.
    public var exitCode: Int32?

    /// Makes an event.
    public init(_ action: Action, id: String, exitCode: Int32? = nil) {
        self.action = action
        self.id = id
        self.exitCode = exitCode
    }
}
