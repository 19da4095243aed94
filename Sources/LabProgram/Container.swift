import LabNetwork

/// A container as the host's engine shows it (Docker Engine API, `GET /containers/{id}/json`).
public struct Container: Hashable, Codable, Sendable {
    /// Whether and how it runs.
    public enum State: String, Codable, Sendable {
        case running, paused, exited
    }

    /// A port of the container and where the host publishes it.
    public struct Port: Hashable, Codable, Sendable {
        /// The port that the image exposes.
        public var exposed: UInt16
        /// The port of the host; `nil` when it is not published.
        public var published: UInt16?
        /// The address of the host that it is published on; 0.0.0.0 for all.
        public var address: IPv4Address
        /// Whether it is UDP and not TCP.
        public var isUDP: Bool

        /// Makes a mapping.
        public init(
            exposed: UInt16, published: UInt16?, address: IPv4Address = .any, isUDP: Bool = false
        ) {
            self.exposed = exposed
            self.published = published
            self.address = address
            self.isUDP = isUDP
        }
    }

    /// Which network a container is on (Docker Engine API, `HostConfig.NetworkMode`).
    public enum NetworkMode: Hashable, Codable, Sendable {
        /// The host's own bridge: others reach only what the host publishes.
        case bridge
        /// The host's network: what the container listens on is a port of the host.
        case host
        /// A network of this name that has addresses of its own.
        case named(String)
        /// The network of another container, by its id.
        case container(String)
    }

    /// A variable or a label, in the order they were given.
    public struct Variable: Hashable, Codable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// Makes a variable.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The 64 hexadecimal digits of its id.
    public var id: String
    /// Its name without the slash, such as `simple.1`.
    public var name: String
    /// The image that it was made of, with its tag if one was given.
    public var image: String
    /// Whether and how it runs.
    public var state: State
    /// The exit code, once it has exited; 128 + the signal's number after a signal.
    public var exitCode: Int32?
    /// The ports, by the exposed port's number.
    public var ports: [Port]
    /// Its environment.
    public var environment: [Variable]
    /// Its labels.
    public var labels: [Variable]
    /// The network that it is on.
    public var networkMode: NetworkMode
    /// Its address on that network; `nil` where it has none of its own.
    public var address: IPv4Address?

    /// Makes a container.
    public init(
        id: String, name: String, image: String, state: State, exitCode: Int32? = nil,
        ports: [Port] = [], environment: [Variable] = [], labels: [Variable] = [],
        networkMode: NetworkMode = .bridge, address: IPv4Address? = nil
    ) {
        self.id = id
        self.name = name
        self.image = image
        self.state = state
        self.exitCode = exitCode
        self.ports = ports
        self.environment = environment
        self.labels = labels
        self.networkMode = networkMode
        self.address = address
    }

    /// The 12 digits that the engine shows people, and that `hello` answers with.
    public var shortID: String { String(id.prefix(12)) }
}
