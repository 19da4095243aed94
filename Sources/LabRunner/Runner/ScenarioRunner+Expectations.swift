import LabModel
import LabNetwork

extension ScenarioRunner {
    /// How long the last look is waited for that shows that all hold at once.
    private static let confirmationTime = Interval.seconds(1)
    /// How long a look that is under way when the stable time ends is waited for.
    private static let closingTime = Interval.seconds(5)

    /// How far the expectations of a step have come.
    private enum Progress {
        case waiting(until: Instant)
        case held(since: Instant)
        case missed
    }

    /// Lets time pass until everything that a step expects holds at once, and has held as long as
    /// it asks for.
    ///
    /// It must have begun to hold by the deadline; the stable time comes on top. What holds while
    /// something else does not is left alone, and looked at once more when all hold.
    ///
    /// - Returns: when all began to hold.
    func awaitExpectations(of step: Step) throws(Halt) -> Instant {
        let expected = step.expect.map { watch($0, kind: .expect) }
        let isLate = lab.now > (current?.deadline ?? .never)
        if isLate && !expected.isEmpty { throw .stepFailed([lateReport(step)]) }
        watches += expected
        while true {
            try serve()
            switch progress(of: expected, stable: step.stable ?? .zero) {
            case .held(let since): return since
            case .waiting(let limit): rest(until: limit)
            case .missed:
                let missed = expected.filter { $0.latest?.holds != true || $0.isUnderWay }
                for watch in missed { watch.cut(lab) }
                throw .stepFailed(missed.map(report(on:)))
            }
        }
    }

    private func progress(of watches: [Watch], stable: Interval) -> Progress {
        let now = lab.now
        let deadline = current?.deadline ?? now
        guard watches.allSatisfy({ $0.latest?.holds == true }) else {
            for watch in watches { watch.isResting = watch.latest?.holds == true }
            return now < deadline ? .waiting(until: deadline) : .missed
        }
        let lastBegan = watches.compactMap(\.heldBegan).max() ?? now
        let unconfirmed = watches.filter { ($0.confirmedBegan ?? .start) < lastBegan }
        if !unconfirmed.isEmpty {
            // In virtual time any news is looked at, so there is nothing to wait for.
            for watch in unconfirmed where watch.isResting || !lab.hasVirtualTime {
                watch.lookAgain()
            }
            let limit = deadline + ScenarioRunner.confirmationTime
            return now < limit ? .waiting(until: limit) : .missed
        }
        // Without expectations, all there is holds as soon as the actions are done.
        let since = watches.compactMap(\.heldSince).max() ?? current?.actionsEnded ?? now
        return stable == .zero
            ? .held(since: since) : closing(watches, since: since, until: since + stable)
    }

    /// Keeps looking to the end of the stable time, then waits for what is under way.
    private func closing(_ watches: [Watch], since: Instant, until end: Instant) -> Progress {
        let now = lab.now
        for watch in watches { watch.isResting = now >= end }
        if now < end { return .waiting(until: end) }
        guard watches.contains(where: \.isUnderWay) else { return .held(since: since) }
        let limit = end + ScenarioRunner.closingTime
        return now < limit ? .waiting(until: limit) : .missed
    }

    private func lateReport(_ step: Step) -> FailureReport {
        var report = FailureReport(
            kind: .action, subject: step.name,
            expected: "the actions took "
                + "\((lab.now - (current?.began ?? lab.now)).secondsText) s, "
                + "so nothing was left of the \(step.within) for what is expected: "
                + "give the step a longer `within`",
            at: lab.now)
        report.location = step.location
        complete(&report, touched: [])
        return report
    }
}
