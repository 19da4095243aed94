import LabNetwork

/// A server that a load balancer may send requests to.
public struct BalancerServer: Hashable, Sendable {
    /// Where it is.
    public var endpoint: Endpoint
    /// Its share of the requests in proportion to the others', at least 1.
    public var weight: Int
    /// Whether it is used only while none of the others is available.
    public var isBackup: Bool
    /// Whether it is not used at all.
    public var isDown: Bool

    /// Makes a server; a weight is from 1 to 65,535.
    public init(
        _ endpoint: Endpoint, weight: Int = 1, isBackup: Bool = false, isDown: Bool = false
    ) {
        self.endpoint = endpoint
        self.weight = min(max(weight, 1), 65_535)
        self.isBackup = isBackup
        self.isDown = isDown
    }
}
