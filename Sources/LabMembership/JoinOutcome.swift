import LabNetwork

/// How a join went.
public struct JoinOutcome: Hashable, Sendable {
    /// An address that could not be joined.
    public struct Failure: Hashable, Sendable, CustomStringConvertible {
        /// The address.
        public var address: Endpoint
        /// Why, in the words of Consul.
        public var reason: String

        /// The line that `consul join` shows.
        public var description: String { "Failed to join \(address.address): \(reason)" }
    }

    /// What `join` returned.
    public var number: Int
    /// How many addresses were joined.
    public var contacted: Int
    /// The others, in order.
    public var failures: [Failure]
}
