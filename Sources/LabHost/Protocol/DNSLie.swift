import LabModel

/// What a discovery agent's DNS interface is made to answer.
public struct DNSLie: Hashable, Codable, Sendable {
    /// What is answered in place of the truth; `nil` for the truth, where only a delay is asked for.
    public var answer: Fault.DNSAnswer?
    /// How long each answer is held back.
    public var delayMilliseconds: Int64
    /// The names that are lied about; `nil` for all.
    public var match: TextPattern?

    /// Makes a lie.
    public init(
        answer: Fault.DNSAnswer?, delayMilliseconds: Int64 = 0, match: TextPattern? = nil
    ) {
        self.answer = answer
        self.delayMilliseconds = delayMilliseconds
        self.match = match
    }
}
