import LabNetwork

/// G1: who has died is known to be dead by everybody within a bound.
struct Completeness {
    private struct Pair: Hashable {
        var observer: String
        var member: String
    }

    private let bounds = MembershipBounds()
    private var deaths: [String: Instant] = [:]
    private var noticed: Set<Pair> = []

    /// Takes that a member is no more.
    mutating func died(_ member: String, at now: Instant) {
        if deaths[member] == nil { deaths[member] = now }
    }

    /// Takes that a member is back, or new.
    mutating func began(_ member: String) {
        deaths[member] = nil
        noticed = noticed.filter { $0.member != member && $0.observer != member }
    }

    /// Looks at what one who lives believes of a member.
    ///
    /// - Parameters:
    ///   - since: since when nothing kept the observer from finding out.
    ///   - members: how many members the observer knows.
    mutating func sees(
        _ observer: String, _ member: String, asAlive isAlive: Bool, members: Int,
        undisturbedSince since: Instant, at now: Instant, _ report: inout InvariantReport
    ) {
        let pair = Pair(observer: observer, member: member)
        guard let death = deaths[member], !noticed.contains(pair) else { return }
        let limit = max(death, since) + bounds.detection(members: members)
        guard !isAlive || now > limit else { return }
        noticed.insert(pair)
        report.expect(
            !isAlive, .completeness, at: now,
            "\(observer) still takes \(member) for alive, \((now - death).seconds) s after its end")
    }
}
