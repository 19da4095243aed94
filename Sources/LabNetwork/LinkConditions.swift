/// What a way through the network does to the packets on it.
///
/// Everything is optional so that a fault can say only what it changes.
public struct LinkConditions: Hashable, Codable, Sendable {
    /// How long each packet takes, before jitter.
    public var delay: Interval?
    /// The largest deviation from `delay` to either side.
    public var jitter: Interval?
    /// How often a packet is lost.
    public var loss: Probability?
    /// How much a packet's fate follows that of the packet before it, as netem's correlation.
    public var correlation: Probability?
    /// How often a packet arrives twice.
    public var duplicate: Probability?
    /// How often a packet overtakes those that wait out their delay.
    public var reorder: Probability?
    /// How often a bit of a packet is flipped; checksums make that a loss for programs.
    public var corrupt: Probability?
    /// How many bits a second pass.
    public var rate: BitRate?

    /// Makes conditions that change nothing.
    public init() {}

    /// These conditions with everything that the other ones say put in place.
    public func replaced(by other: LinkConditions) -> LinkConditions {
        var result = self
        result.delay = other.delay ?? delay
        result.jitter = other.jitter ?? jitter
        result.loss = other.loss ?? loss
        result.correlation = other.correlation ?? correlation
        result.duplicate = other.duplicate ?? duplicate
        result.reorder = other.reorder ?? reorder
        result.corrupt = other.corrupt ?? corrupt
        result.rate = other.rate ?? rate
        return result
    }
}
