import LabModel
import LabNetwork
import LabPrograms

/// Asks every discovery server that is up who leads.
///
/// A server leads that says so of itself; what others say of it may be old.
struct LeaderSurvey {
    /// A server that runs answers this from memory; one that takes longer is frozen.
    private static let timeout = Interval.seconds(1)

    private var inquiry: Inquiry
    private let servers: [(component: String, host: String)]
    private let topology: Topology

    /// Prepares the questions to the servers of some clusters, or of all.
    init(_ view: LabView, clusters: [String]? = nil) {
        topology = view.topology
        var servers: [(component: String, host: String)] = []
        for component in topology.discoveryComponents
        where clusters?.contains(component.name) ?? true {
            servers += topology.servers(of: component).filter(view.hasAgent)
                .map { (component.name, $0) }
        }
        self.servers = servers
        inquiry = Inquiry(LeaderSurvey.questions(servers.map(\.host), topology), inSequence: false)
    }

    /// The question to each server, asked on its own host.
    static func questions(_ servers: [String], _ topology: Topology) -> [Question] {
        servers.map { server in
            let request = topology.agentRequest(
                "GET", "/v1/status/leader", server: server, asker: server, timeout: timeout)
            return Question(request: request, host: server)
        }
    }

    /// Goes as far as it can; who leads once everybody has answered.
    mutating func advance(_ lab: any Lab) -> LeadershipView? {
        guard let answers = inquiry.advance(lab) else { return nil }
        return LeaderSurvey.view(servers, answers, topology)
    }

    /// What the servers' answers say.
    static func view(
        _ servers: [(component: String, host: String)], _ answers: [ProbeResult],
        _ topology: Topology
    ) -> LeadershipView {
        var clusters: [LeadershipView.Cluster] = []
        for component in topology.discoveryComponents {
            var cluster = LeadershipView.Cluster(
                component: component.name, answered: [], leaders: [])
            for (server, answer) in zip(servers, answers) where server.component == component.name {
                guard let named = namedLeader(answer) else { continue }
                cluster.answered.append(server.host)
                if named.flatMap(topology.host(at:)) == server.host {
                    cluster.leaders.append(server.host)
                }
            }
            if servers.contains(where: { $0.component == component.name }) {
                clusters.append(cluster)
            }
        }
        return LeadershipView(clusters: clusters)
    }

    /// The leader's address in an answer such as `"10.0.0.1:8300"`, `nil` inside where there is
    /// none; `nil` where it is no such answer.
    static func namedLeader(_ answer: ProbeResult) -> IPv4Address?? {
        guard case .http(let response) = answer.outcome, response.status == 200,
            let text = JSON(response.body)?.string
        else { return nil }
        return .some(IPv4Address(text.prefix { $0 != ":" }))
    }

    /// The next moment at which it must be looked at even if nothing happens.
    var wakeUp: Instant { inquiry.wakeUp }

    /// Forgets what is still being asked.
    mutating func abandon(_ lab: any Lab) { inquiry.abandon(lab) }
}
