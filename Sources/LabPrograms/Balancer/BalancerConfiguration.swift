import LabNetwork

/// How a load balancer works.
public struct BalancerConfiguration: Hashable, Sendable {
    /// Whose behaviour in the face of failures it has.
    public enum Personality: Hashable, Sendable {
        /// A failed server is left out for a while, and its request goes to the next one.
        case nginx
        /// A connection is tried again on the same server; nothing but discovery takes it out.
        case haproxy
    }

    /// How a server is chosen.
    public enum Method: String, Sendable {
        /// Each in turn, smoothly by weight.
        case roundRobin = "round-robin"
        /// The one with the fewest open requests for its weight; each in turn among equals.
        case leastConnections = "least-connections"
    }

    /// Where requests go that no other rule places.
    public enum Destination: Hashable, Sendable {
        /// The passing instances of a service.
        case service(String)
        /// Servers that are known beforehand.
        case servers([BalancerServer])
    }

    /// Which `Host` fields name a service.
    public struct HostRouting: Hashable, Sendable {
        /// What follows the service's name, as in `<service>.<domain>`; empty for anything.
        public var domain: String

        /// Makes a rule.
        public init(domain: String = "") { self.domain = domain }
    }

    /// What of a server's bad answers makes the request go to the next one, besides a connection
    /// that fails or times out (nginx, `proxy_next_upstream`).
    public struct NextServer: Hashable, Sendable {
        /// The statuses that count as a failure of the server.
        public var statuses: [Int]
        /// Whether POST, LOCK and PATCH are repeated though they may have been carried out.
        public var repeatsNonIdempotent: Bool

        /// Makes the default: no status, nothing that may have been carried out.
        public init(statuses: [Int] = [], repeatsNonIdempotent: Bool = false) {
            self.statuses = statuses
            self.repeatsNonIdempotent = repeatsNonIdempotent
        }
    }

    /// The port that is served.
    public var port: UInt16
    /// Where requests go that no host rule places; `nil` for nowhere.
    public var destination: Destination?
    /// Whether and how the `Host` field names a service of the catalog.
    public var hostRouting: HostRouting?
    /// Whose behaviour it has.
    public var personality: Personality
    /// How a server is chosen.
    public var method: Method
    /// The HTTP interface of the discovery agent on the host.
    public var agent: Endpoint
    /// How long a connection to a server may take.
    public var connectTimeout: Interval
    /// How long a server may take to answer.
    public var readTimeout: Interval
    /// How many failures take a server out; 0 for none ever (nginx, `max_fails`).
    public var maxFails: Int
    /// In which time they must happen, and how long the server stays out (nginx, `fail_timeout`).
    public var failTimeout: Interval
    /// What makes a request go to the next server with the nginx personality.
    public var nextServer: NextServer
    /// How often a connection is tried again with the haproxy personality (haproxy, `retries`).
    public var retries: Int
    /// How long is waited before it is tried again on the same server.
    public var retryInterval: Interval
    /// Whether it is tried again on another server where there is one (haproxy, `redispatch`).
    public var redispatches: Bool
    /// Whether servers see the client's `Host` field and not the service's name.
    public var passesHost: Bool
    /// How long a change waits for further ones before it counts, and how long at most
    /// (consul-template, `wait`); `nil` for not at all.
    public var quiescence: Quiescence?

    /// How long changes are gathered.
    public struct Quiescence: Hashable, Sendable {
        /// From the last change.
        public var minimum: Interval
        /// From the first change.
        public var maximum: Interval

        /// Makes a pair; the maximum is at least the minimum.
        public init(minimum: Interval, maximum: Interval) {
            self.minimum = minimum
            self.maximum = max(minimum, maximum)
        }
    }

    /// Makes the configuration of nginx behind consul-template: the defaults of nginx 1.22.
    public init(destination: Destination? = nil, port: UInt16 = 80) {
        self.port = port
        self.destination = destination
        personality = .nginx
        method = .roundRobin
        agent = Endpoint(.loopback, 8500)
        connectTimeout = .seconds(60)
        readTimeout = .seconds(60)
        maxFails = 1
        failTimeout = .seconds(10)
        nextServer = NextServer()
        retries = 0
        retryInterval = .seconds(1)
        redispatches = false
        passesHost = false
    }

    /// Makes the configuration of haproxy-consul: hosts name services, and haproxy does not check.
    ///
    /// - Parameter domain: what follows the service's name in the `Host` field.
    public static func haproxy(
        domain: String = "haproxy.service.consul", port: UInt16 = 80
    ) -> BalancerConfiguration {
        var result = BalancerConfiguration(destination: nil, port: port)
        result.personality = .haproxy
        result.hostRouting = HostRouting(domain: domain)
        result.connectTimeout = .milliseconds(5000)
        result.readTimeout = .milliseconds(50_000)
        result.retries = 3
        result.passesHost = true
        result.quiescence = Quiescence(minimum: .seconds(2), maximum: .seconds(10))
        return result
    }
}
