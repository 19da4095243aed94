import LabModel
import LabNetwork
import LabPrograms

/// The actions that are requests to a discovery agent.
extension ScenarioRunner {
    /// How often a request that was refused is made again.
    private static let retryPace = Interval.milliseconds(100)

    /// Writes a key, trying again until the step's deadline while there is no leader to take it.
    func put(
        _ key: String, _ value: String, _ from: Target?, _ placed: PlacedAction
    ) throws(Halt) -> String {
        let path = "/v1/kv/" + key.percentEncodedPath
        let asker = try find(placed, missing: "no host is up to write \(key) from") { view in
            from.map { resolver.hosts(of: [$0], in: view).first } ?? view.firstHostUp
        }
        let topology = lab.topology
        try insist(placed, "kv \(key)") { view in
            let server =
                view.hasAgent(asker) ? asker : topology.servers.first(where: view.hasAgent)
            return server.map { server in
                let request = topology.agentRequest(
                    "PUT", path, body: Array(value.utf8), server: server, asker: asker)
                return Question(request: request, host: asker)
            }
        }
        return "kv put \(key) from \(asker)"
    }

    /// Puts hosts, or the services of instances, into maintenance.
    func maintain(
        _ targets: [Target], _ reason: String?, _ name: String?, _ duration: Interval?,
        _ placed: PlacedAction
    ) throws(Halt) -> String {
        let units = try findUnits(targets, placed) { $1.isAlive($0) }
        let words = "maintenance \(targets.words(resolved: units.map(\.description)))"
        let detail = reason.map { "&reason=" + $0.percentEncodedPath } ?? ""
        var effects: [FaultEntry.Effect] = []
        for unit in units {
            for path in try maintenancePaths(unit, placed) {
                try insist(placed, words) { _ in
                    self.putQuestion(path + "?enable=true" + detail, host: unit.host)
                }
                effects.append(.maintenance(host: unit.host, path: path + "?enable=false"))
            }
        }
        let entry = ledger.add(
            words, keyword: "maintenance", name: name, since: lab.now,
            until: duration.map { lab.now + $0 }, effects: effects)
        tell(.faultInjected(entry.notice))
        return words
    }

    /// The paths that switch a unit's maintenance: its node's, or those of an instance's services.
    private func maintenancePaths(
        _ unit: Unit, _ placed: PlacedAction
    ) throws(Halt) -> [String] {
        guard case .instance(let host, _, _) = unit else { return ["/v1/agent/maintenance"] }
        let services = try insist(placed, "maintenance \(unit)") { _ in
            self.getQuestion("/v1/agent/services", host: host)
        }
        let port = LabView(lab).status(of: unit)?.publishedPort
        let registered = (JSON(services)?.members ?? []).filter { member in
            port != nil && member.value["Port"]?.number == port.map(Double.init)
        }
        guard !registered.isEmpty else {
            throw .stepFailed([report(on: placed, "\(unit) is not registered with its agent")])
        }
        return registered.map { "/v1/agent/service/maintenance/" + $0.name.percentEncodedPath }
    }

    private func getQuestion(_ path: String, host: String) -> Question {
        Question(
            request: lab.topology.agentRequest("GET", path, server: host, asker: host),
            host: host)
    }

    /// Asks until the answer is a success or the step's deadline has come.
    ///
    /// - Returns: the answer's body.
    @discardableResult
    private func insist(
        _ placed: PlacedAction, _ words: String, _ question: (LabView) -> Question?
    ) throws(Halt) -> [UInt8] {
        var refusal: String?
        while true {
            let deadline = current?.deadline ?? lab.now
            if let question = question(LabView(lab)) {
                let answer = try answer(to: question, until: deadline)
                if case .http(let response)? = answer?.outcome, response.status == 200 {
                    return response.body
                }
                refusal = answer?.refusalText ?? refusal ?? "no answer"
            }
            guard lab.now < deadline else {
                throw .stepFailed([
                    report(on: placed, "\(words): \(refusal ?? "no discovery server is up")")
                ])
            }
            try pump(until: min(deadline, lab.now + ScenarioRunner.retryPace))
        }
    }

    /// The answer to a question; `nil` where there is none in time.
    private func answer(
        to question: Question, until deadline: Instant
    ) throws(Halt) -> ProbeResult? {
        var inquiry = Inquiry([question], inSequence: false)
        while true {
            if let answers = inquiry.advance(lab) { return answers.first }
            do throws(Halt) {
                guard lab.now < deadline else {
                    inquiry.abandon(lab)
                    return nil
                }
                try passTime(until: min(deadline, inquiry.wakeUp))
            } catch {
                inquiry.abandon(lab)
                throw error
            }
        }
    }
}
