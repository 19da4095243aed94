import LabNetwork
import LabPrograms

/// D1 and D3: DNS lists what passes, and does not list what has been critical for a while.
struct ServiceAnswers {
    /// Takes an answer.
    ///
    /// - Parameters:
    ///   - history: what the catalog that the answer is measured by says.
    ///   - lag: how far behind that catalog the answer may be.
    func answered(
        _ answer: ServiceAnswer, by history: InstanceHistory, lag: Interval,
        at now: Instant, _ report: inout InvariantReport
    ) {
        let known = history.instances(of: answer.service)
        let settled = known.filter { $0.since + lag < answer.askedAt }
        for address in answer.addresses {
            let there = known.filter { $0.instance.address == address }
            guard !there.isEmpty else { continue }
            let isKnown = there.contains { known in
                known.instance.status != .critical || known.since + lag >= answer.askedAt
            }
            report.expect(
                isKnown, .freshness, at: now,
                "\(answer.client) got \(address) for \(answer.service), which is critical since "
                    + "\(there.map(\.since.seconds).max() ?? 0) s")
        }
        guard settled.contains(where: { $0.instance.status == .passing }) else { return }
        report.expect(
            !answer.addresses.isEmpty, .availability, at: now,
            "\(answer.client) got no address for \(answer.service), which has a passing instance")
    }

    /// Makes sure that an answer does not list a host whose agent has long been gone.
    func listsDead(
        _ answer: ServiceAnswer, address: String, isLate: Bool, at now: Instant,
        _ report: inout InvariantReport
    ) {
        guard isLate else { return }
        report.expect(
            !answer.addresses.contains(address), .freshness, at: now,
            "\(answer.client) got \(address) for \(answer.service), whose agent is long gone")
    }
}
