import LabNetwork

/// G3: nobody is declared dead in a healthy network.
struct Accuracy {
    /// Takes that two members look at each other in good health.
    mutating func watches(at now: Instant, _ report: inout InvariantReport) {
        report.expect(true, .accuracy, at: now, "")
    }

    /// Takes that a member was declared dead.
    ///
    /// - Parameter isHealthy: whether both sides are up, and the network has long been undisturbed.
    mutating func declaresDead(
        _ observer: String, _ member: String, isHealthy: Bool, at now: Instant,
        _ report: inout InvariantReport
    ) {
        guard isHealthy else { return }
        report.expect(
            false, .accuracy, at: now, "\(observer) declared \(member) dead, which is well")
    }
}
