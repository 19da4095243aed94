/// A property that has to hold in every run.
enum Invariant: String, CaseIterable, Comparable {
    /// At most one leader a term.
    case electionSafety = "R1"
    /// What was committed is in the log of every later leader.
    case leaderCompleteness = "R4"
    /// Every server applies the same command at the same index.
    case stateMachineSafety = "R5"
    /// A server's term and commit index do not go back.
    case monotony = "R6"
    /// A server votes for one candidate a term, power cuts or not.
    case singleVote = "R7"
    /// Who has died is known to be dead by everybody within a bound.
    case completeness = "G1"
    /// Nobody is declared dead in a healthy network.
    case accuracy = "G3"
    /// Incarnations only grow, by their owner's hand.
    case incarnationOwnership = "G7"
    /// All agents agree on who is there, within a bound after the last disturbance.
    case viewConvergence = "G9"
    /// Who is dead comes back with a higher incarnation only.
    case noResurrection = "G11"
    /// An acknowledged write is known to every later leader.
    case durability = "C1"
    /// What was deregistered is gone for good.
    case deregistration = "C3"
    /// The index that one server gives its clients never goes back.
    case indexMonotony = "C6"
    /// A blocking query returns if, and only if, something changed or its time is over.
    case blockingContract = "C7"
    /// A change wakes whoever waits for it.
    case wakeUp = "C8"
    /// DNS does not list what has been critical for a while.
    case freshness = "D1"
    /// DNS lists a service that has a passing instance.
    case availability = "D3"
    /// Round robin serves every server as often as the others.
    case rotation = "L1"
    /// Containers, catalog, gossip, DNS and balancers agree once all is calm.
    case agreement = "W2"

    static func < (a: Invariant, b: Invariant) -> Bool { a.rawValue < b.rawValue }
}
