import LabNetwork

/// W2: containers, catalog, DNS and balancers agree once all is calm.
struct Agreement {
    /// Anti-entropy runs every one to two minutes; push/pull every half a minute; a balancer's
    /// queries come back within five minutes at the most, but a change wakes them.
    static let bound = Interval.seconds(150)

    /// What one party takes for the instances there are, as sorted texts.
    struct Party {
        var name: String
        var instances: [String]
    }

    /// Compares what all take for the instances that are well.
    func settled(_ parties: [Party], at now: Instant, _ report: inout InvariantReport) {
        guard let first = parties.first else { return }
        for party in parties.dropFirst() {
            report.expect(
                party.instances == first.instances, .agreement, at: now,
                "\(first.name): \(first.instances), but \(party.name): \(party.instances)")
        }
    }
}
