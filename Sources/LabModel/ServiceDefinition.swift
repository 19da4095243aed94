import LabNetwork

/// What users deploy: instances of it are containers on hosts.
public struct ServiceDefinition: Hashable, Codable, Sendable {
    /// A port that instances expose.
    public struct Port: Hashable, Codable, Sendable {
        /// The port inside the container.
        public var exposed: UInt16
        /// The port of the host where it must be that one; `nil` for an ephemeral one.
        public var published: UInt16?

        /// Makes a port.
        public init(exposed: UInt16, published: UInt16? = nil) {
            self.exposed = exposed
            self.published = published
        }
    }

    /// How the discovery service finds out whether an instance works.
    public struct HealthCheck: Hashable, Codable, Sendable {
        /// The path to ask for over HTTP; `nil` for another kind.
        public var http: String?
        /// Whether a TCP connection is the test.
        public var tcp: Bool
        /// How long an instance counts as passing without a word; `nil` for another kind.
        public var ttl: Interval?
        /// How long from the end of one test to the next.
        public var interval: Interval
        /// How long a test may take.
        public var timeout: Interval
        /// How long an instance may be critical before its registration is removed.
        public var deregisterAfter: Interval?

        /// Makes a health check.
        public init(
            http: String? = nil, tcp: Bool = false, ttl: Interval? = nil,
            interval: Interval = .seconds(10), timeout: Interval = .seconds(10),
            deregisterAfter: Interval? = nil
        ) {
            self.http = http
            self.tcp = tcp
            self.ttl = ttl
            self.interval = interval
            self.timeout = timeout
            self.deregisterAfter = deregisterAfter
        }
    }

    /// A variable of the instances' environment, or a label.
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

    /// The service's name in the lab.
    public var name: String
    /// What its instances run; `hello` is built in.
    public var image: String
    /// The ports that instances expose.
    public var ports: [Port]
    /// The instances' environment, in the order of the file.
    public var environment: [Variable]
    /// The instances' labels, in the order of the file.
    public var labels: [Variable]
    /// How instances are tested; `nil` for not at all.
    public var healthCheck: HealthCheck?
    /// The hosts where the lab starts an instance each when it comes up.
    public var on: [String]
    /// Where the file names it.
    public var location: SourceLocation?

    /// Makes a service.
    public init(
        name: String, image: String, ports: [Port] = [], environment: [Variable] = [],
        labels: [Variable] = [], healthCheck: HealthCheck? = nil, on: [String] = [],
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.image = image
        self.ports = ports
        self.environment = environment
        self.labels = labels
        self.healthCheck = healthCheck
        self.on = on
        self.location = location
    }
}
