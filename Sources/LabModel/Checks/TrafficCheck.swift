/// How the requests of one stream of traffic must have gone so far.
public struct TrafficCheck: Hashable, Sendable {
    /// The traffic's name.
    public var name: String
    /// The requests that failed: a share or a number.
    public var errors: Bound?
    /// The longest time without a success.
    public var outage: Bound?
    /// The median of the answers' times.
    public var latencyP50: Bound?
    /// The 99th percentile of the answers' times.
    public var latencyP99: Bound?
    /// How far from each other the shares of the instances that answered may be.
    public var distribution: Bound?

    /// Makes a check that asks for nothing.
    public init(name: String) { self.name = name }
}
