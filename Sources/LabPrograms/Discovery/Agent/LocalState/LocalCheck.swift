import LabNetwork
import LabProgram

/// A check that is registered with this agent.
struct LocalCheck: Hashable {
    /// What the catalog shall show.
    var check: CatalogCheck
    /// How it is run; `nil` for one that is set by hand.
    var plan: CheckPlan?
    /// After how long in critical its service is deregistered; `nil` for never.
    var deregisterAfter: Interval?
    /// Where it comes from.
    var source: LocalService.Source
    /// Whether the catalog shows it, as far as the agent knows.
    var isInSync = false
    /// Whether it was deregistered, but is still to be removed from the catalog.
    var isDeleted = false
    /// Runs out when an output that changed alone is to be written to the catalog.
    var deferral: TimerID?
    /// Since when it has been critical without a break.
    var criticalSince: Instant?
}
