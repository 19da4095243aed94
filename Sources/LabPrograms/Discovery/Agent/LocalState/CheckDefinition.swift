import LabNetwork

/// A check as it is to be registered with an agent.
struct CheckDefinition: Hashable {
    /// What the catalog shall show.
    var check: CatalogCheck
    /// How it is run; `nil` for one that is set by hand.
    var plan: CheckPlan?
    /// After how long in critical its service is deregistered; `nil` for never.
    var deregisterAfter: Interval?
    /// Whether the registration says which status it begins with.
    var hasInitialStatus = false

    /// No service is deregistered sooner (Consul's `check_deregister_interval_min`).
    static let shortestDeregistration = Interval.minutes(1)
}
