import LabNetwork

/// A load balancer's choice of a server for a request, as observers see it.
public struct BalancerChoice: Hashable, Sendable {
    /// How many choices there have been with this one.
    public var number: UInt64
    /// The service that was chosen for.
    public var service: String
    /// How often the configuration had been put in force.
    public var generation: Int
    /// The server.
    public var endpoint: Endpoint

    /// Makes a choice.
    public init(number: UInt64, service: String, generation: Int, endpoint: Endpoint) {
        self.number = number
        self.service = service
        self.generation = generation
        self.endpoint = endpoint
    }
}
