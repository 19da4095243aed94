import LabConsensus
import LabNetwork

/// R7: a vote is durable before it is answered, so that a power cut can't make a server vote twice.
struct SingleVote {
    private struct Ballot: Hashable {
        var voter: ServerID
        var term: UInt64
    }

    private var counted: [Ballot: ServerID] = [:]

    /// Takes that a candidate got a server's vote.
    mutating func counts(
        _ candidate: ServerID, voteOf voter: ServerID, term: UInt64, at now: Instant,
        _ report: inout InvariantReport
    ) {
        let ballot = Ballot(voter: voter, term: term)
        let choice = counted[ballot] ?? candidate
        counted[ballot] = choice
        report.expect(
            choice == candidate, .singleVote, at: now,
            "\(voter) voted for \(choice) and \(candidate) in term \(term)")
    }

    /// Takes what a server itself says of its vote.
    func remembers(
        _ voter: ServerID, term: UInt64, vote: ServerID?, at now: Instant,
        _ report: inout InvariantReport
    ) {
        guard let choice = counted[Ballot(voter: voter, term: term)] else { return }
        report.expect(
            vote == choice, .singleVote, at: now,
            "\(voter) gave its vote of term \(term) to \(choice), and has forgotten it")
    }
}
