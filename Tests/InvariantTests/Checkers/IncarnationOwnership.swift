import LabNetwork

/// G7: a member's incarnation only grows, and nobody but the member raises it.
struct IncarnationOwnership {
    private struct View: Hashable {
        var observer: Int32
        var member: String
    }

    private var highest: [String: UInt32] = [:]
    private var seen: [View: UInt32] = [:]

    /// Takes a member's own incarnation.
    mutating func owns(_ member: String, _ incarnation: UInt32) {
        highest[member] = max(highest[member] ?? 0, incarnation)
    }

    /// Takes what one run of an agent knows of a member.
    mutating func sees(
        _ observer: Int32, _ member: String, _ incarnation: UInt32, at now: Instant,
        _ report: inout InvariantReport
    ) {
        let view = View(observer: observer, member: member)
        let owned = highest[member] ?? 0
        report.expect(
            incarnation <= owned, .incarnationOwnership, at: now,
            "process \(observer) sees \(member) in incarnation \(incarnation), "
                + "which has never been above \(owned)")
        if let before = seen[view] {
            report.expect(
                incarnation >= before, .incarnationOwnership, at: now,
                "process \(observer) sees \(member) go from incarnation \(before) "
                    + "back to \(incarnation)")
        }
        seen[view] = incarnation
    }

    /// Takes that an agent has forgotten a member.
    mutating func forgets(_ observer: Int32, _ member: String) {
        seen[View(observer: observer, member: member)] = nil
    }
}
