import LabModel
import LabNetwork
import LabPrograms

/// The members that agents know, and who must be among them in which state.
struct MembersExamination: Examination {
    /// The states of serf's members as the agents' API numbers them (Consul, `/agent/members`).
    private enum Status: Int {
        case alive = 1, leaving, left, failed
    }

    /// What one agent says.
    private struct Opinion: Hashable {
        var alive: [String] = []
        var leaving: [String] = []
        var left: [String] = []
        var failed: [String] = []

        var words: String {
            let groups = [
                ("alive", alive), ("leaving", leaving), ("left", left), ("failed", failed),
            ]
            let parts = groups.filter { !$0.1.isEmpty }.map { word, names in
                "\(word) " + names.joined(separator: " ")
            }
            return parts.isEmpty ? "no members" : parts.joined(separator: ", ")
        }
    }

    let questions: [Question]
    /// The agents asked, in the order of the questions.
    let agents: [String]
    let expected: Members
    let topology: Topology
    let touched: [Unit]

    /// Which hosts must be in which state, where it is said.
    struct Members {
        var alive: [String]?
        var failed: [String]?
        var left: [String]?

        var words: String {
            let groups = [("alive", alive), ("failed", failed), ("left", left)]
            let parts = groups.compactMap { word, names in
                names.map { "\(word) " + ($0.isEmpty ? "nobody" : $0.joined(separator: " ")) }
            }
            return parts.isEmpty ? "a list of members" : parts.joined(separator: ", ")
        }
    }

    func verdict(on answers: [ProbeResult]) -> Verdict {
        var opinions: [(words: String, agents: [String])] = []
        var holds = answers.count == agents.count
        for (agent, answer) in zip(agents, answers) {
            let opinion = opinion(answer)
            holds = holds && (opinion.map(isExpected) ?? false)
            let words = opinion?.words ?? answer.refusalText
            if let index = opinions.firstIndex(where: { $0.words == words }) {
                opinions[index].agents.append(agent)
            } else {
                opinions.append((words, [agent]))
            }
        }
        let seen = opinions.map { $0.words + " (says " + $0.agents.joined(separator: ", ") + ")" }
        return Verdict(
            holds: holds, expected: expected.words, seen: seen.joined(separator: "; "),
            touched: touched)
    }

    private func isExpected(_ opinion: Opinion) -> Bool {
        let pairs = [
            (expected.alive, opinion.alive), (expected.failed, opinion.failed),
            (expected.left, opinion.left),
        ]
        return pairs.allSatisfy { expected, found in
            expected.map { Set($0) == Set(found) } ?? true
        }
    }

    private func opinion(_ answer: ProbeResult) -> Opinion? {
        guard case .http(let response) = answer.outcome, response.status == 200,
            let members = JSON(response.body)?.array
        else { return nil }
        var opinion = Opinion()
        for member in members {
            let name = name(of: member)
            switch (member["Status"]?.number).flatMap({ Status(rawValue: Int($0)) }) {
            case .alive: opinion.alive.append(name)
            case .leaving: opinion.leaving.append(name)
            case .left: opinion.left.append(name)
            case .failed: opinion.failed.append(name)
            case nil: break
            }
        }
        opinion.alive.sort(by: naturally)
        opinion.leaving.sort(by: naturally)
        opinion.left.sort(by: naturally)
        opinion.failed.sort(by: naturally)
        return opinion
    }

    /// The host of the topology with the member's address, or else the member's own name.
    private func name(of member: JSON) -> String {
        let address = member["Addr"]?.string.flatMap { IPv4Address($0) }
        return address.flatMap(topology.host(at:)) ?? member["Name"]?.string ?? "?"
    }
}

extension ProbeResult {
    /// How reports show an answer that is no success.
    var refusalText: String {
        guard case .http(let response) = outcome else { return failureText }
        let body = response.text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return body.isEmpty ? "status \(response.status)" : "status \(response.status), \(body)"
    }
}

extension CheckContext {
    func approach(to check: MembersCheck) -> Approach {
        let expected = MembersExamination.Members(
            alive: check.alive.map(hosts), failed: check.failed.map(hosts),
            left: check.left.map(hosts))
        do throws(Unavailable) {
            let agents = try askedAgents(check.from)
            let path = check.wan ? "/v1/agent/members?wan=1" : "/v1/agent/members"
            return .asking(
                MembersExamination(
                    questions: agents.map { agentQuestion(path, asker: $0, server: $0) },
                    agents: agents, expected: expected, topology: topology,
                    touched: agents.flatMap(agent)))
        } catch {
            return .decided(.unasked(expected: expected.words, error))
        }
    }

    /// The host of the named agent, or the hosts of all agents that are up.
    private func askedAgents(_ target: Target?) throws(Unavailable) -> [String] {
        if let target { return [try asker(target)] }
        let agents = topology.hosts.map(\.name).filter(view.hasAgent)
        if agents.isEmpty { throw Unavailable("no discovery agent is up") }
        return agents
    }
}
