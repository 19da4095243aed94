import LabNetwork

/// C1: an acknowledged write is known to every later leader.
struct Durability {
    /// What a write made true.
    enum Fact: Hashable {
        /// The key has the value.
        case value(String, of: String)
        /// The catalog has the node.
        case node(String)
    }

    private(set) var facts: Set<Fact> = []

    /// Takes that a write was acknowledged.
    mutating func acknowledged(_ fact: Fact) { facts.insert(fact) }

    /// Takes that somebody begins to undo a write.
    mutating func withdrawn(_ fact: Fact) { facts.remove(fact) }

    /// Looks at what a leader knows.
    func leads(
        _ server: String, at now: Instant, _ report: inout InvariantReport,
        knows: (Fact) -> Bool
    ) {
        guard !facts.isEmpty else { return }
        let lost = facts.filter { !knows($0) }
        report.expect(
            lost.isEmpty, .durability, at: now,
            "\(server) leads without \(lost.count) acknowledged writes, such as "
                + "\(lost.first.map { "\($0)" } ?? "")")
    }
}
