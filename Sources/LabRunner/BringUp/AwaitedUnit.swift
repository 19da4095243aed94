import LabModel
import LabNetwork
import LabPrograms

/// A component, or a host itself, that has to become ready.
struct AwaitedUnit {
    /// How a look at it went.
    enum Look {
        case ready
        /// Nothing but time is missing.
        case notYet
        /// Its process has ended, in this way.
        case ended(String)
        /// Its time is over.
        case late
    }

    let unit: Unit
    let rule: ReadinessRule
    /// What it was when the lab began to come up.
    private let before: UnitStatus?
    private var pace: Pace
    private var began: Instant?
    private var question: (probe: ProbeID, asked: Instant)?
    private var lastAsked: Instant?
    private var lastEnded = Instant.start
    private(set) var lastSeen = "no process"
    /// When it became ready.
    private(set) var readyAt: Instant?

    init(_ unit: Unit, rule: ReadinessRule, before: UnitStatus?, every: Interval?) {
        self.unit = unit
        self.rule = rule
        self.before = before
        pace = Pace(every: every)
    }

    private var isHost: Bool { if case .host = unit { true } else { false } }

    /// When its time is over, counted from the moment at which its process ran.
    private func limit(_ start: Instant) -> Instant { (began ?? start) + rule.within }

    /// Takes an answer that has come and asks again where it is time.
    ///
    /// - Parameters:
    ///   - status: what the component is now.
    ///   - start: when the lab began to come up.
    mutating func look(_ status: UnitStatus?, _ lab: any Lab, since start: Instant) -> Look {
        let now = lab.now
        if let end = end(status) {
            forget(lab)
            if rule.mayEnd, end == .exited(0) { return become(ready: now) }
            return .ended(words(for: end))
        }
        if readyAt != nil { return .ready }
        if status?.state == .running {
            began = began ?? now
            guard rule.request != nil else { return become(ready: now) }
            if collect(lab) { return become(ready: now) }
            ask(lab)
            if collect(lab) { return become(ready: now) }
        } else if let status, status.state == .paused {
            see("paused")
        }
        guard now < limit(start) else {
            forget(lab)
            return .late
        }
        return .notYet
    }

    /// How its process has ended; `nil` where it runs, or has not been started again yet.
    private func end(_ status: UnitStatus?) -> UnitStatus.State? {
        guard let status, status != before || began != nil else { return nil }
        // A host that is being powered on has no power yet.
        if began == nil && isHost && status.state == .signaled("power") { return nil }
        switch status.state {
        case .exited, .signaled: return status.state
        case .running, .paused: return nil
        }
    }

    private func words(for end: UnitStatus.State) -> String {
        if isHost && began == nil, case .signaled(let reason) = end {
            "could not be powered on: \(reason)"
        } else {
            end.words
        }
    }

    private mutating func become(ready now: Instant) -> Look {
        readyAt = readyAt ?? now
        return .ready
    }

    /// Whether an answer has come that is as wanted.
    private mutating func collect(_ lab: any Lab) -> Bool {
        guard let (probe, asked) = question, let request = rule.request else { return false }
        let outcome: ProbeResult.Outcome
        if let result = lab.result(of: probe) {
            outcome = result.outcome
        } else if lab.now >= asked + request.timeout + .seconds(1) {
            outcome = .failed("timed out")
        } else {
            return false
        }
        forget(lab)
        lastEnded = lab.now
        see(outcome.words)
        return rule.isMet(outcome)
    }

    private mutating func ask(_ lab: any Lab) {
        guard question == nil, let request = rule.request, nextAsk(lab.now) <= lab.now else {
            return
        }
        lastAsked = lab.now
        do throws(LabError) {
            question = (try lab.probe(request, from: unit.host), lab.now)
        } catch {
            lastEnded = lab.now
            see(error.message)
        }
    }

    private mutating func see(_ words: String) {
        if words == lastSeen { pace.slowDown() } else { pace.reset() }
        lastSeen = words
    }

    private func nextAsk(_ now: Instant) -> Instant {
        guard let lastAsked else { return now }
        return pace.next(began: lastAsked, ended: lastEnded, hasNews: false)
    }

    /// The next moment at which it must be looked at even if nothing happens.
    func wakeUp(_ now: Instant, since start: Instant) -> Instant {
        if readyAt != nil { return .never }
        let limit = limit(start)
        guard began != nil else { return limit }
        guard let (_, asked) = question, let request = rule.request else {
            return min(limit, nextAsk(now))
        }
        return min(limit, asked + request.timeout + .seconds(1))
    }

    /// Forgets what is under way.
    mutating func forget(_ lab: any Lab) {
        if let (probe, _) = question { lab.forget(probe) }
        question = nil
    }
}
