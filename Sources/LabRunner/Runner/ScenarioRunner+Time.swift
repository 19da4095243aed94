import LabModel
import LabNetwork

extension ScenarioRunner {
    /// The longest time between two looks at whether somebody stopped the run.
    private static let longestRest = Interval.milliseconds(250)
    /// How long a look that is under way at the end of a step is waited for.
    private static let drainTime = Interval.seconds(5)

    /// Does everything that is due, then lets the lab advance to what comes next.
    ///
    /// It may return before the moment: after every round something may have changed.
    func passTime(until limit: Instant) throws(Halt) {
        rest(until: limit)
        try serve()
    }

    /// Lets time pass up to a moment.
    func pump(until moment: Instant) throws(Halt) {
        try serve()
        while lab.now < moment { try passTime(until: moment) }
    }

    /// Lets time pass until something is so or a moment has come; whether it is so.
    func pump(until moment: Instant, _ isSo: () -> Bool) throws(Halt) -> Bool {
        try serve()
        while !isSo() {
            guard lab.now < moment else { return false }
            try passTime(until: moment)
        }
        return true
    }

    /// Does everything that is due now.
    func serve() throws(Halt) {
        if let failure = lab.failure { throw .error(failure.message) }
        if !isFinishing {
            if interruption.isRequested { throw .interrupted }
            if lab.now >= endsAt { throw .timedOut }
        }
        expireFaults()
        runJobs()
        try drawFaults()
        collectLooseAnswers()
        for watch in watches { serve(watch) }
        try judgeWatches()
    }

    /// Lets the lab advance to the next moment at which something is due, or less far.
    func rest(until limit: Instant) {
        var wakeUp = min(limit, lab.now + ScenarioRunner.longestRest)
        if !isFinishing { wakeUp = min(wakeUp, endsAt) }
        for watch in watches { wakeUp = min(wakeUp, watch.wakeUp(lab)) }
        for inquiry in looseInquiries { wakeUp = min(wakeUp, inquiry.wakeUp) }
        for job in jobs { wakeUp = min(wakeUp, job.at) }
        wakeUp = min(wakeUp, ledger.nextExpiry, draw?.next ?? .never)
        lab.advance(until: max(wakeUp, lab.now))
    }

    private func serve(_ watch: Watch) {
        var held = watch.latest?.holds
        for verdict in watch.serve(desk) {
            announce(verdict, of: watch, before: held)
            held = verdict.holds
        }
    }

    private func announce(_ verdict: Verdict, of watch: Watch, before held: Bool?) {
        guard verdict.holds != held else { return }
        let notice = CheckNotice(
            kind: watch.kind, subject: watch.placed.check.subject, expected: verdict.expected,
            seen: verdict.seen, location: watch.placed.location)
        if verdict.holds {
            tell(watch.kind == .never ? .checkFailed(notice) : .checkHeld(notice))
        } else if watch.kind == .during || (held == true && watch.kind != .never) {
            tell(.checkFailed(notice))
        }
    }

    /// Ends the step or the run where something that must hold does not.
    private func judgeWatches() throws(Halt) {
        for watch in watches {
            guard let holds = watch.latest?.holds else { continue }
            switch watch.kind {
            case .during where !holds: throw .stepFailed([report(on: watch)])
            case .always where watch.hasHeld && !holds: throw .invariantFailed(report(on: watch))
            case .never where holds: throw .invariantFailed(report(on: watch))
            default: break
            }
        }
    }

    /// Waits for the looks that are under way, so that none that fails goes unseen.
    ///
    /// What has not been looked at since the lab changed is looked at once more.
    func drain(_ drained: [Watch]) throws(Halt) {
        for watch in drained {
            if !watch.isUnderWay && (watch.count == 0 || watch.hasNews(lab)) { watch.lookAgain() }
        }
        try serve()
        for watch in drained { watch.isResting = true }
        let limit = lab.now + ScenarioRunner.drainTime
        let isDone = try pump(until: limit) { !drained.contains(where: \.isUnderWay) }
        guard !isDone else { return }
        for watch in drained { watch.cut(lab) }
        try judgeWatches()
    }

    private func collectLooseAnswers() {
        for index in looseInquiries.indices.reversed()
        where looseInquiries[index].advance(lab) != nil {
            looseInquiries.remove(at: index)
        }
    }
}
