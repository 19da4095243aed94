import LabProgram

/// The passing instances of one service as the discovery agent tells them.
struct ServiceWatch {
    /// The number that its timers carry.
    let id: UInt64
    /// The service's name.
    let name: String
    /// The query that follows them.
    var query: DiscoveryWatch
    /// The instances, by node and id; `nil` until the first answer.
    var servers: [BalancerServer]?
}
