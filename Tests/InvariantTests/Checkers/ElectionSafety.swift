import LabNetwork

/// R1: at most one leader a term.
struct ElectionSafety {
    private var leaders: [UInt64: String] = [:]

    /// Takes that a server leads a term.
    mutating func leads(
        _ server: String, term: UInt64, at now: Instant, _ report: inout InvariantReport
    ) {
        let leader = leaders[term] ?? server
        leaders[term] = leader
        report.expect(
            leader == server, .electionSafety, at: now,
            "\(leader) and \(server) both lead term \(term)")
    }
}
