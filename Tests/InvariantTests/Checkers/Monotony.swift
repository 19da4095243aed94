import LabNetwork

/// R6: a server's term and commit index do not go back.
///
/// The commit index is not kept on disk (Raft, figure 2), so over a restart it is what was durable
/// of the term that must not go back, and the commit index must be reached again.
struct Monotony {
    private struct History {
        var run: Int32
        var term: UInt64
        var durableTerm: UInt64
        var commitIndex: UInt64
        var highestCommitIndex: UInt64
    }

    private var servers: [String: History] = [:]

    /// Takes what a server shows after an event.
    mutating func shows(
        _ server: String, run: Int32, term: UInt64, isDurable: Bool, commitIndex: UInt64,
        at now: Instant, _ report: inout InvariantReport
    ) {
        guard var history = servers[server] else {
            servers[server] = History(
                run: run, term: term, durableTerm: isDurable ? term : 0, commitIndex: commitIndex,
                highestCommitIndex: commitIndex)
            return
        }
        if history.run != run {
            report.expect(
                term >= history.durableTerm, .monotony, at: now,
                "\(server) restarted in term \(term) after \(history.durableTerm)")
            history.run = run
        } else {
            report.expect(
                term >= history.term && commitIndex >= history.commitIndex, .monotony, at: now,
                "\(server) went from term \(history.term), commit \(history.commitIndex) "
                    + "to term \(term), commit \(commitIndex)")
        }
        history.term = term
        if isDurable { history.durableTerm = max(history.durableTerm, term) }
        history.commitIndex = commitIndex
        history.highestCommitIndex = max(history.highestCommitIndex, commitIndex)
        servers[server] = history
    }

    /// Looks at a server that has had the time to catch up.
    func settled(
        _ server: String, commitIndex: UInt64, at now: Instant, _ report: inout InvariantReport
    ) {
        guard let history = servers[server] else { return }
        report.expect(
            commitIndex >= history.highestCommitIndex, .monotony, at: now,
            "\(server) is at commit \(commitIndex), but was at \(history.highestCommitIndex)")
    }
}
