import LabNetwork

/// What should happen in a lab, and what must hold.
public struct Scenario: Hashable, Sendable {
    /// The name; the file's base name where it has none.
    public var name: String
    /// What it shows, in the user's words.
    public var description: String
    /// The seed where no other is asked for.
    public var seed: UInt64
    /// The limit for the whole scenario.
    public var timeout: Interval
    /// What must hold from the first moment it held to the end.
    public var always: [PlacedCheck]
    /// What must not hold at any moment.
    public var never: [PlacedCheck]
    /// Requests that go on from the first step to the end.
    public var traffic: [Traffic]
    /// Faults drawn with the seed, if any.
    public var random: RandomFaults?
    /// The steps in order.
    public var steps: [Step]
    /// The lines of the file, for reports; empty where there is none.
    public var sourceLines: [String]

    /// Makes a scenario.
    public init(
        name: String, description: String = "", seed: UInt64 = 1,
        timeout: Interval = .minutes(5), always: [PlacedCheck] = [], never: [PlacedCheck] = [],
        traffic: [Traffic] = [], random: RandomFaults? = nil, steps: [Step] = [],
        sourceLines: [String] = []
    ) {
        self.name = name
        self.description = description
        self.seed = seed
        self.timeout = timeout
        self.always = always
        self.never = never
        self.traffic = traffic
        self.random = random
        self.steps = steps
        self.sourceLines = sourceLines
    }
}
