import LabNetwork

/// How long is waited before something is looked at again.
struct Pace {
    /// The pace after a change.
    static let quickest = Interval.milliseconds(20)
    /// The pace where nothing changes.
    static let slowest = Interval.milliseconds(250)
    /// No look follows the one before it faster than this, however much happens in virtual time.
    static let least = Interval.milliseconds(1)
    /// No sample of what must always or never hold follows the one before it faster where time is
    /// real and each costs some.
    static let leastSampling = Interval.milliseconds(100)
    /// How long a single question may be under way before it is asked again beside it.
    static let patience = Interval.seconds(1)
    /// At most so many questions of one check are under way at once.
    static let maximumUnderWay = 8

    /// The pace that the step asks for.
    let every: Interval?
    private var current = Pace.quickest

    init(every: Interval?) { self.every = every }

    /// Begins at the quickest pace again.
    mutating func reset() { current = Pace.quickest }

    /// Takes the next slower pace.
    mutating func slowDown() { current = min(current * 2, Pace.slowest) }

    /// When to look again after a look.
    ///
    /// - Parameters:
    ///   - hasNews: whether something has happened since the look began.
    ///   - isVirtual: whether looks cost no time, so that each piece of news is worth one.
    ///   - isSample: whether it is something that must always or never hold.
    func next(
        began: Instant, ended: Instant, hasNews: Bool, isVirtual: Bool = true,
        isSample: Bool = false
    ) -> Instant {
        if let every { return began + every }
        if isVirtual { return hasNews ? began + Pace.least : ended + current }
        let wait = hasNews ? Pace.quickest : current
        return ended + (isSample ? max(wait, Pace.leastSampling) : wait)
    }
}
