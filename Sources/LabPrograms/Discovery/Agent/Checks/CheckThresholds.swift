/// Lets a check's status change only after several results in a row (Consul's `StatusHandler`).
///
/// The counters begin at their thresholds, so the first result of all counts at once.
struct CheckThresholds: Hashable {
    /// How many good results in a row make a check pass.
    let successBeforePassing: Int
    /// How many bad results in a row make it critical.
    let failuresBeforeCritical: Int
    private var successes: Int
    private var failures: Int

    /// Makes counters for a check that has not run.
    init(successBeforePassing: Int = 0, failuresBeforeCritical: Int = 0) {
        self.successBeforePassing = successBeforePassing
        self.failuresBeforeCritical = failuresBeforeCritical
        successes = successBeforePassing
        failures = failuresBeforeCritical
    }

    /// Counts a result; a warning counts as a success.
    ///
    /// - Returns: whether the check takes this status now.
    mutating func admits(_ status: HealthStatus) -> Bool {
        if status == .critical {
            failures += 1
            successes = 0
            return failures >= failuresBeforeCritical
        }
        successes += 1
        failures = 0
        return successes >= successBeforePassing
    }
}
