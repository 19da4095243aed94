/// Requests one after the other, and which instances answer them in which order.
public struct RoundRobinCheck: Hashable, Sendable {
    /// What order is asked for.
    public enum Order: String, Sendable {
        /// Each instance in turn, in a fixed cycle.
        case strict
        /// Counts that differ by no more than the tolerance.
        case fair
    }

    /// The address of the resource.
    public var url: String
    /// The header fields to send.
    public var headers: [HTTPCheck.Header<String>]
    /// The host that asks; the first one that is up where there is none.
    public var from: Target?
    /// How many requests are made.
    public var requests: Int
    /// The instances that must answer, as `host/service` or `host/service.n`, and no others.
    public var among: [String]
    /// What order is asked for.
    public var order: Order
    /// With `fair`, the largest difference between the counts of two instances.
    public var tolerance: Int

    /// Makes a check of strict order.
    public init(url: String, requests: Int, among: [String]) {
        self.url = url
        headers = []
        self.requests = requests
        self.among = among
        order = .strict
        tolerance = 1
    }
}
