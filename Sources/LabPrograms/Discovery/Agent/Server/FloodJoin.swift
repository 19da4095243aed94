import LabNetwork

/// A neighbour that is being made a member of the WAN pool.
struct FloodJoin {
    /// The number that the pool gave the join.
    var number: Int
    /// The neighbour's port of the WAN pool.
    var endpoint: Endpoint
}
