import LabNetwork

/// R4: what was committed anywhere is in the log of every later leader.
struct LeaderCompleteness {
    private var committed: [UInt64: UInt64] = [:]
    private var highest: UInt64 = 0

    /// Takes that an entry is known to be committed; the first word counts.
    mutating func committed(_ digest: UInt64, at index: UInt64) {
        if committed[index] == nil { committed[index] = digest }
        highest = max(highest, index)
    }

    /// Looks at the log of a server that begins to lead.
    ///
    /// - Parameters:
    ///   - snapshot: the index up to which a snapshot stands for the log.
    ///   - entry: the digest of the entry at an index of its log.
    func elected(
        _ server: String, term: UInt64, snapshot: UInt64, at now: Instant,
        _ report: inout InvariantReport, entry: (UInt64) -> UInt64?
    ) {
        guard highest > snapshot else { return }
        let missing = (snapshot + 1...highest).first { index in
            committed[index].map { $0 != entry(index) } ?? false
        }
        report.expect(
            missing == nil, .leaderCompleteness, at: now,
            "\(server) leads term \(term) without the committed entry \(missing ?? 0)")
    }
}
