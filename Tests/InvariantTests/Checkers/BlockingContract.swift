import LabNetwork

/// C7 and C8: a blocking query returns if, and only if, something changed or its time is over, and
/// no change is missed.
struct BlockingContract {
    /// What one way on the host itself and back may take.
    private static let slack = Interval.milliseconds(50)
    /// How long a waiter may sleep on after a change.
    private static let wakeUp = Interval.milliseconds(300)

    /// Takes the answer to a blocking query.
    ///
    /// - Parameter wasFrozen: whether the server may have been unable to keep its time.
    func returned(
        _ query: FinishedQuery, wasFrozen: Bool, at now: Instant, _ report: inout InvariantReport
    ) {
        let elapsed = query.answeredAt - query.askedAt
        let isChanged = query.index > query.given
        let isOver = elapsed >= query.wait
        report.expect(
            isChanged || isOver, .blockingContract, at: now,
            "a query of \(query.client) came back after \(elapsed.seconds) s with index "
                + "\(query.index), which it had given")
        let limit = query.wait + query.wait / 16 + Self.slack
        report.expect(
            elapsed <= limit || wasFrozen, .blockingContract, at: now,
            "a query of \(query.client) waited \(elapsed.seconds) s instead of \(limit.seconds) s")
        if isChanged { report.expect(true, .wakeUp, at: now, "") }
    }

    /// Looks at a query that waits for a change that has happened.
    ///
    /// - Parameter since: since when both the query and the change have been there.
    func waits(
        _ client: String, given: UInt64, changed index: UInt64, since: Instant,
        at now: Instant, _ report: inout InvariantReport
    ) {
        guard index > given, now - since > Self.wakeUp else { return }
        report.expect(
            false, .wakeUp, at: now,
            "\(client) waits for more than \(given), though \(index) is there since "
                + "\(since.seconds) s")
    }
}
