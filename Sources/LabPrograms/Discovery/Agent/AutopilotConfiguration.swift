import LabNetwork

/// How the leader looks after the servers (spec 6.7, Consul's `autopilot`).
public struct AutopilotConfiguration: Hashable, Sendable {
    /// Whether dead servers are removed while a majority is alive.
    public var cleanupDeadServers = true
    /// How long a healthy server may not have heard the leader.
    public var lastContactThreshold = Interval.milliseconds(200)
    /// How many entries a healthy server may be behind.
    public var trailingLogsLimit: UInt64 = 250
    /// How long a new server must be healthy until it gets a vote.
    public var serverStabilizationTime = Interval.seconds(10)
    /// How many servers are never fallen below by removing dead ones.
    public var minimumQuorum = 0

    /// Makes Consul's defaults.
    public init() {}

    /// Whether so many dead voters may be removed: as many as a majority can lose, and never so
    /// many that fewer than the minimum stay.
    func mayRemove(_ dead: Int, ofVoters voters: Int) -> Bool {
        voters - dead >= minimumQuorum && dead <= (voters - 1) / 2
    }
}
