import LabMembership
import LabNetwork

/// G11: who is dead comes back with a higher incarnation only.
struct NoResurrection {
    /// Takes a change of what an agent believes of a member.
    func changes(
        _ observer: String, from old: MemberView, to new: MemberView, at now: Instant,
        _ report: inout InvariantReport
    ) {
        guard Self.isGone(old.state), !Self.isGone(new.state) else { return }
        report.expect(
            new.incarnation > old.incarnation, .noResurrection, at: now,
            "\(observer) has \(new.name) back from the dead in incarnation \(new.incarnation)")
    }

    private static func isGone(_ state: NodeState) -> Bool { state == .dead || state == .left }
}
