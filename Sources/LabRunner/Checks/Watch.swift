import LabModel
import LabNetwork

/// A check that is looked at again and again.
final class Watch {
    /// What was asked for.
    let kind: FailureReport.Kind
    /// The check and its place.
    let placed: PlacedCheck
    /// The step it belongs to; `nil` for the scenario's own.
    let step: Int?

    /// The latest verdict.
    private(set) var latest: Verdict?
    /// How many verdicts there were.
    private(set) var count = 0
    /// When the verdict came that began the current run of verdicts that it holds.
    private(set) var heldSince: Instant?
    /// Whether it ever held.
    private(set) var hasHeld = false
    /// When the look began that led to it.
    private(set) var heldBegan: Instant?
    /// When the latest look began that found it holding.
    private(set) var confirmedBegan: Instant?
    /// The wrong values; for `never`, what was seen when it held.
    private(set) var log = ObservationLog()
    /// Whether it need not be looked at for now.
    var isResting = false

    private var pace: Pace
    private var attempts: [CheckAttempt] = []
    private var lastBegan: Instant?
    private var lastEnded = Instant.start
    private var lastRevision: UInt64 = 0

    init(_ placed: PlacedCheck, kind: FailureReport.Kind, step: Int? = nil, every: Interval? = nil)
    {
        self.placed = placed
        self.kind = kind
        self.step = step
        pace = Pace(every: every)
    }

    /// Whether a look is under way.
    var isUnderWay: Bool { !attempts.isEmpty }

    /// Whether the lab has changed since the latest look began.
    func hasNews(_ lab: any Lab) -> Bool { lab.revision != lastRevision }

    /// Takes answers that have come and looks again where it is time; the verdicts that came.
    func serve(_ desk: CheckDesk) -> [Verdict] {
        var verdicts = collect(desk)
        if isDue(desk.lab) {
            makeRoom(desk.lab)
            lastBegan = desk.lab.now
            lastRevision = desk.lab.revision
            attempts.append(CheckAttempt(placed.check, on: desk))
            verdicts += collect(desk)
        }
        return verdicts
    }

    /// The newest answer counts; older questions that are still under way are then forgotten.
    private func collect(_ desk: CheckDesk) -> [Verdict] {
        for index in attempts.indices.reversed() {
            guard let verdict = attempts[index].advance(placed.check, on: desk) else { continue }
            let attempt = attempts[index]
            for older in 0..<index { attempts[older].abandon(desk.lab) }
            attempts.removeFirst(index + 1)
            record(verdict, attempt.began, desk.lab.now)
            return [verdict]
        }
        return []
    }

    /// Of too many questions under way the second is given up: the first may be slow but sure, and
    /// a new one may find what the old ones wait for in vain.
    private func makeRoom(_ lab: any Lab) {
        guard attempts.count >= Pace.maximumUnderWay else { return }
        attempts[1].abandon(lab)
        attempts.remove(at: 1)
    }

    private func record(_ verdict: Verdict, _ began: Instant, _ now: Instant) {
        if verdict.holds == latest?.holds && verdict.seen == latest?.seen {
            pace.slowDown()
        } else {
            pace.reset()
        }
        latest = verdict
        lastEnded = now
        count += 1
        if verdict.holds {
            if heldSince == nil { (heldSince, heldBegan) = (now, began) }
            confirmedBegan = began
            if kind == .always && !hasHeld { log = ObservationLog() }
            hasHeld = true
            log.interrupt()
        } else {
            (heldSince, heldBegan, confirmedBegan) = (nil, nil, nil)
        }
        if verdict.holds == (kind == .never) { log.add(verdict.seen, from: began, to: now) }
    }

    private func isDue(_ lab: any Lab) -> Bool {
        guard let due = nextLook(lab) else { return false }
        return due <= lab.now
    }

    /// When to look next; `nil` while the look under way is waited for.
    private func nextLook(_ lab: any Lab) -> Instant? {
        if isResting { return nil }
        guard let lastBegan else { return lab.now }
        if attempts.isEmpty {
            return pace.next(
                began: lastBegan, ended: lastEnded, hasNews: hasNews(lab),
                isVirtual: lab.hasVirtualTime, isSample: step == nil)
        }
        guard kind == .expect, attempts.last?.isSingleQuestion ?? false else { return nil }
        return lastBegan + max(Pace.patience, pace.every ?? .zero)
    }

    /// The next moment at which it must be served even if nothing happens.
    func wakeUp(_ lab: any Lab) -> Instant {
        attempts.reduce(nextLook(lab) ?? .never) { min($0, $1.wakeUp) }
    }

    /// Looks again at once when it is next served, whatever the pace.
    func lookAgain() {
        isResting = false
        if attempts.isEmpty { lastBegan = nil }
    }

    /// Forgets what is under way.
    func abandon(_ lab: any Lab) {
        for index in attempts.indices { attempts[index].abandon(lab) }
        attempts = []
    }

    /// Ends what is under way; a look that had no answer yet counts as one that saw none.
    func cut(_ lab: any Lab) {
        guard let first = attempts.first else { return }
        let unanswered = first.unanswered
        abandon(lab)
        guard lab.now > first.began else { return }
        log.add("no answer", from: first.began, to: lab.now)
        if let unanswered, latest == nil || kind != .expect { latest = unanswered }
    }
}
