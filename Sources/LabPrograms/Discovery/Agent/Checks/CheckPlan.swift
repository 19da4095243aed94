import LabNetwork

/// What a check does and how often.
struct CheckPlan: Hashable {
    /// How long a test may take where it is not said (Consul's documentation of checks).
    static let defaultTimeout = Interval.seconds(10)
    /// How close together tests may be (Consul's `MinInterval`).
    static let minimumInterval = Interval.seconds(1)

    /// What it does.
    var test: CheckTest
    /// How long from the end of one test to the next; unused with `ttl` and `alias`.
    var interval = Interval.seconds(10)
    /// How long a test may take.
    var timeout = CheckPlan.defaultTimeout
    /// How many bytes of its output are kept.
    var outputLimit = 4096
    /// How many results in a row change its status.
    var thresholds = CheckThresholds()
}
