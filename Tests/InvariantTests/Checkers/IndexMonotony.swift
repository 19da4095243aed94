import LabNetwork

/// C6: the index that one run of a server gives a client is at least 1 and never goes back.
struct IndexMonotony {
    private struct Client: Hashable {
        var name: String
        var server: Int32
    }

    private var last: [Client: UInt64] = [:]

    /// Takes the index of an answer.
    mutating func answered(
        _ client: String, by server: Int32, index: UInt64, at now: Instant,
        _ report: inout InvariantReport
    ) {
        let key = Client(name: client, server: server)
        let before = last[key] ?? 1
        last[key] = index
        report.expect(
            index >= before, .indexMonotony, at: now,
            "process \(server) gave \(client) the index \(index) after \(before)")
    }
}
