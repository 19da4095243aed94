import LabNetwork

/// Faults drawn with the seed while a scenario runs.
public struct RandomFaults: Hashable, Sendable {
    /// What may be drawn.
    public enum Kind: String, Sendable, CaseIterable {
        case kill, stop, restart, pause, partition, isolate, block, unplug, degrade, skew
        case fillDisk = "fill-disk"
        case dns = "dns-fault"
    }

    /// The time from one fault to the next.
    public var every: Interval
    /// What may be drawn.
    public var from: [Kind]
    /// Whether each is healed when the next one is drawn.
    public var heal: Bool

    /// Makes a plan.
    public init(every: Interval, from: [Kind], heal: Bool = true) {
        self.every = every
        self.from = from
        self.heal = heal
    }
}
