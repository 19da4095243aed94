import LabModel
import LabNetwork
import LabPrograms

/// What the servers, or one agent, say of who leads.
struct LeaderExamination: Examination {
    let questions: [Question]
    /// The servers asked, with their clusters; empty where one agent is asked for all.
    let servers: [(component: String, host: String)]
    let state: LeaderCheck.State
    /// The hosts that may lead; any where there are none.
    let among: [String]
    let formerLeaders: [String]
    let topology: Topology
    let touched: [Unit]

    func verdict(on answers: [ProbeResult]) -> Verdict {
        servers.isEmpty ? verdict(ofAgent: answers.first) : verdict(ofServers: answers)
    }

    private func verdict(ofAgent answer: ProbeResult?) -> Verdict {
        guard let answer, let named = LeaderSurvey.namedLeader(answer) else {
            return verdict(false, answer?.refusalText ?? "no answer")
        }
        let leader = named.map { topology.host(at: $0) ?? $0.description }
        return verdict(holds([leader.map { [$0] } ?? []]), leader ?? "no leader")
    }

    private func verdict(ofServers answers: [ProbeResult]) -> Verdict {
        let view = LeaderSurvey.view(servers, answers, topology)
        let leaders = view.leaders
        return verdict(
            holds(view.clusters.map(\.leaders)),
            leaders.isEmpty ? "no leader" : leaders.joined(separator: " "))
    }

    private func verdict(_ holds: Bool, _ seen: String) -> Verdict {
        Verdict(
            holds: holds, expected: LeaderExamination.words(state, among, formerLeaders),
            seen: seen, touched: touched)
    }

    /// Whether the leaders of each cluster are as asked.
    private func holds(_ clusters: [[String]]) -> Bool {
        if state == .none { return clusters.allSatisfy(\.isEmpty) }
        let leaders = clusters.flatMap(\.self)
        guard !clusters.isEmpty, clusters.allSatisfy({ $0.count == 1 }),
            among.isEmpty || leaders.allSatisfy(among.contains)
        else { return false }
        return state == .one || leaders.contains { !formerLeaders.contains($0) }
    }

    static func words(
        _ state: LeaderCheck.State, _ among: [String], _ formerLeaders: [String]
    ) -> String {
        let limit = among.isEmpty ? "" : " among " + among.joined(separator: " ")
        return switch state {
        case .one: "one leader" + limit
        case .none: "no leader"
        case .changed:
            formerLeaders.isEmpty
                ? "a new leader" + limit
                : "another leader than \(formerLeaders.joined(separator: " "))" + limit
        }
    }
}

extension CheckContext {
    func approach(to check: LeaderCheck) -> Approach {
        let among = hosts(check.among)
        if check.from != nil { return agentApproach(to: check, among) }
        let concerned = among.compactMap { topology.discoveryComponent(on: $0)?.name }
        var servers: [(component: String, host: String)] = []
        for component in topology.discoveryComponents
        where among.isEmpty || concerned.contains(component.name) {
            servers += topology.servers(of: component).filter(view.hasAgent)
                .map { (component.name, $0) }
        }
        if servers.isEmpty {
            return .decided(
                Verdict(
                    holds: check.state == .none,
                    expected: LeaderExamination.words(check.state, among, formerLeaders),
                    seen: "no discovery server is up"))
        }
        return .asking(
            LeaderExamination(
                questions: LeaderSurvey.questions(servers.map(\.host), topology), servers: servers,
                state: check.state, among: among, formerLeaders: formerLeaders,
                topology: topology, touched: servers.map(\.host).flatMap(agent)))
    }

    private func agentApproach(to check: LeaderCheck, _ among: [String]) -> Approach {
        do throws(Unavailable) {
            let (question, server) = try agentQuestion("/v1/status/leader", from: check.from)
            return .asking(
                LeaderExamination(
                    questions: [question], servers: [], state: check.state, among: among,
                    formerLeaders: formerLeaders, topology: topology, touched: agent(on: server)))
        } catch {
            let words = LeaderExamination.words(check.state, among, formerLeaders)
            return .decided(.unasked(expected: words, error))
        }
    }

    /// In no term of a cluster have more servers led than the limit.
    func leadersPerTerm(atMost limit: Int) -> Verdict {
        var terms: [(cluster: String, term: UInt64, hosts: [String])] = []
        for leadership in lab.leaderships() {
            let cluster = topology.discoveryComponent(on: leadership.host)?.name ?? ""
            let index = terms.firstIndex { $0.cluster == cluster && $0.term == leadership.term }
            if let index {
                if !terms[index].hosts.contains(leadership.host) {
                    terms[index].hosts.append(leadership.host)
                }
            } else {
                terms.append((cluster, leadership.term, [leadership.host]))
            }
        }
        let most = terms.max { $0.hosts.count < $1.hosts.count }
        let crowded = terms.filter { $0.hosts.count > limit }
        let seen = crowded.map { "\($0.hosts.joined(separator: " and ")) in term \($0.term)" }
        return Verdict(
            holds: crowded.isEmpty, expected: "at most \(limit) leader a term",
            seen: crowded.isEmpty
                ? "at most \(most?.hosts.count ?? 0)" : seen.joined(separator: ", "),
            touched: crowded.flatMap(\.hosts).flatMap(agent))
    }
}
