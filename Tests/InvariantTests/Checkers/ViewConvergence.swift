import LabNetwork

/// G9: all agents agree on who is there, within a bound after the last disturbance.
struct ViewConvergence {
    private let bounds = MembershipBounds()

    /// Looks at who agents take for alive.
    ///
    /// - Parameters:
    ///   - views: the names of those alive, sorted, by observer.
    ///   - running: the names of the agents that run, sorted.
    func views(
        _ views: [(observer: String, alive: [String])], running: [String],
        calmSince: Instant, at now: Instant, _ report: inout InvariantReport
    ) {
        let limit =
            calmSince + bounds.detection(members: running.count)
            + bounds.convergence(members: running.count)
        guard now > limit else { return }
        for view in views {
            report.expect(
                view.alive == running, .viewConvergence, at: now,
                "\(view.observer) sees \(view.alive), but \(running) run")
        }
    }
}
