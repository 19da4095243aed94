/// What a run may be told beside its scenario.
public struct RunOptions: Sendable {
    /// The seed; the scenario's own where there is none.
    public var seed: UInt64?
    /// The numbers of faults that the seed draws but that are left out, to shrink a failure.
    public var omittedFaults: Set<Int>

    /// Makes options.
    public init(seed: UInt64? = nil, omittedFaults: Set<Int> = []) {
        self.seed = seed
        self.omittedFaults = omittedFaults
    }
}
