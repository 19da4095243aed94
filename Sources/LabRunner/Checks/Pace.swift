import LabNetwork

/// How long is waited before something is looked at again.
struct Pace {
    /// The pace after a change.
    static let quickest = Interval.milliseconds(20)
    /// The pace where nothing changes.
    static let slowest = Interval.milliseconds(250)
    /// No look follows the one before it faster than this, however much happens.
    static let least = Interval.milliseconds(1)
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
    func next(began: Instant, ended: Instant, hasNews: Bool) -> Instant {
        if let every { return began + every }
        return hasNews ? began + Pace.least : ended + current
    }
}
