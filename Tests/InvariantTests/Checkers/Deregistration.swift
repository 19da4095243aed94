import LabNetwork

/// C3: what was deregistered is gone for good, and leaves no orphans.
struct Deregistration {
    /// How often a node is compared with the catalog at the most, by the leader too: anti-entropy
    /// every one to two minutes, and the leader's own look every minute.
    static let bound = Interval.seconds(180)

    private struct Place: Hashable {
        var node: String
        var id: String
    }

    private var registered: Set<Place> = []
    private var deregisteredNodes: Set<String> = []

    /// Takes that the catalog no longer has a node, which was acknowledged.
    mutating func deregistered(node: String) { deregisteredNodes.insert(node) }

    /// Looks at the nodes that a leader's catalog has.
    func hasNodes(
        _ nodes: [String], server: String, at now: Instant, _ report: inout InvariantReport
    ) {
        guard !deregisteredNodes.isEmpty else { return }
        let orphan = nodes.first(where: deregisteredNodes.contains)
        report.expect(
            orphan == nil, .deregistration, at: now,
            "\(server) leads and has the deregistered node \(orphan ?? "")")
    }

    /// Takes what an agent has registered.
    mutating func has(_ node: String, services: [String]) {
        for id in services { registered.insert(Place(node: node, id: id)) }
    }

    /// Compares an agent with the leader's catalog, long after the last change.
    mutating func settled(
        _ node: String, local: [String], catalog: [String], checksOf services: [String],
        at now: Instant, _ report: inout InvariantReport
    ) {
        let gone = registered.filter { $0.node == node && !local.contains($0.id) }
        for place in gone {
            report.expect(
                !catalog.contains(place.id), .deregistration, at: now,
                "the catalog still has \(place.id) on \(node)")
        }
        guard local.sorted() == catalog.sorted() else {
            report.expect(
                false, .deregistration, at: now,
                "\(node) has \(local.sorted()), the catalog \(catalog.sorted())")
            return
        }
        if let orphan = services.first(where: { !catalog.contains($0) }) {
            report.expect(
                false, .deregistration, at: now,
                "a check on \(node) is about \(orphan), "
                    + "which is no more")
        }
    }
}
