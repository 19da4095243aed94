import LabModel
import LabNetwork
import LabPrograms

extension BringUp {
    /// How many nodes a message names.
    private static let namedNodes = 5

    /// Waits until the catalog of a cluster knows every node that runs an agent.
    func awaitCatalog(of component: ComponentDefinition) throws(LabError) {
        let members = lab.topology.hosts.filter { $0.run.contains(component.name) }
        guard let first = members.first else { return }
        let unit = Unit.component(host: first.name, name: component.name)
        let limit = lab.now + ReadinessRule.usualTime
        var pace = Pace(every: every)
        var seen = "no answer"
        while true {
            let began = lab.now
            let outcome = try catalog(seenFrom: first.name, until: limit)
            let missing = outcome.map { self.missing(of: members, in: $0) } ?? members
            if missing.isEmpty { return }
            let words = outcome.map { self.words(missing, of: members.count, $0) } ?? seen
            if words == seen { pace.slowDown() } else { pace.reset() }
            if words != seen { observer(.waiting(unit, lastSeen: words)) }
            seen = words
            guard lab.now < limit else {
                throw failure(
                    unit,
                    "is not ready after \(ReadinessRule.usualTime): its catalog lacks nodes, "
                        + "last seen \(seen)", hint: "can all agents reach a server?")
            }
            let next = pace.next(began: began, ended: lab.now, hasNews: false)
            while lab.now < next { try rest(until: next) }
            try checkUnits()
        }
    }

    /// What the agent on a host says of the nodes; `nil` where it says nothing in time.
    private func catalog(
        seenFrom host: String, until limit: Instant
    ) throws(LabError) -> ProbeResult.Outcome? {
        let request = lab.topology.agentRequest(
            "GET", "/v1/catalog/nodes", server: host, asker: host, timeout: .seconds(10))
        var inquiry = Inquiry([Question(request: request, host: host)], inSequence: true)
        defer { inquiry.abandon(lab) }
        while lab.now < limit {
            if let answers = inquiry.advance(lab) { return answers.first?.outcome }
            try rest(until: min(limit, inquiry.wakeUp))
            try checkUnits()
        }
        return nil
    }

    /// The hosts that a catalog knows neither by their name nor by an address.
    private func missing(
        of members: [HostDefinition], in outcome: ProbeResult.Outcome
    ) -> [HostDefinition] {
        guard case .http(let response) = outcome, response.status == 200 else { return members }
        var known: Set<String> = []
        for node in JSON(response.body)?.array ?? [] {
            if let name = node["Node"]?.string { known.insert(name) }
            if let address = node["Address"]?.string { known.insert(address) }
        }
        return members.filter { host in
            !known.contains(host.name)
                && !host.attachments.contains { known.contains($0.address.description) }
        }
    }

    private func words(
        _ missing: [HostDefinition], of count: Int, _ outcome: ProbeResult.Outcome
    ) -> String {
        guard case .http(let response) = outcome, response.status == 200 else {
            return outcome.words
        }
        let names = missing.prefix(Self.namedNodes).map(\.name).joined(separator: " ")
        let rest = missing.count > Self.namedNodes ? " …" : ""
        return "\(count - missing.count) of \(count) nodes, without \(names)\(rest)"
    }
}
