import LabProgram

/// A service as the registrator registers it.
struct RegisteredService: Hashable {
    /// The id, `<hostname>:<container name>:<exposed port>` where the container gives none.
    var id: String
    /// The service's name.
    var name: String
    /// The address; empty where the container has none.
    var address: String
    /// The port.
    var port: UInt16
    /// The tags.
    var tags: [String]
    /// What else the container says, sorted by key.
    var attributes: [Container.Variable]
    /// The id of the container that it stands for.
    var containerID: String
    /// The name of that container.
    var containerName: String
    /// The port that the container exposes.
    var exposedPort: UInt16

    /// The value of an attribute; empty where there is none, as the real program sees it.
    subscript(attribute: String) -> String {
        attributes.first { $0.name == attribute }?.value ?? ""
    }
}
