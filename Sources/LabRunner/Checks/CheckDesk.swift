import LabModel
import LabPrograms

/// What every look at a check needs.
final class CheckDesk {
    /// The lab.
    let lab: any Lab
    /// What targets stand for.
    let resolver: TargetResolver
    /// The servers that led when the step began.
    var formerLeaders: [String] = []
    /// The streams of requests that the scenario has begun.
    var trafficPlans: [TrafficPlan] = []

    init(lab: any Lab, resolver: TargetResolver) {
        self.lab = lab
        self.resolver = resolver
    }
}

/// What a check is looked at with at one moment.
struct CheckContext {
    let lab: any Lab
    let view: LabView
    let formerLeaders: [String]
    let trafficPlans: [TrafficPlan]
    private let resolver: TargetResolver

    init(_ desk: CheckDesk, _ view: LabView) {
        lab = desk.lab
        resolver = desk.resolver
        formerLeaders = desk.formerLeaders
        trafficPlans = desk.trafficPlans
        self.view = view
    }

    var topology: Topology { view.topology }

    func units(_ target: Target) -> [Unit] { resolver.units(of: target, in: view) }
    func hosts(_ targets: [Target]) -> [String] { resolver.hosts(of: targets, in: view) }

    /// The host that asks: the named one, or else the first one that is up.
    func asker(_ target: Target?) throws(Unavailable) -> String {
        guard let target else {
            guard let host = view.firstHostUp else { throw Unavailable("no host is up") }
            return host
        }
        guard let host = hosts([target]).first else { throw Unavailable("there is no \(target)") }
        guard view.isUp(host) else { throw Unavailable("\(host) is not up") }
        return host
    }

    /// The host whose agent is asked: the named one, else the asking host's own, else the first
    /// discovery server that is up.
    func server(_ target: Target?, asker: String) throws(Unavailable) -> String {
        if let target {
            guard let host = hosts([target]).first else {
                throw Unavailable("there is no \(target)")
            }
            return host
        }
        if view.hasAgent(asker) { return asker }
        guard let host = topology.servers.first(where: view.hasAgent) else {
            throw Unavailable("no discovery server is up")
        }
        return host
    }

    /// The discovery component of a host, whose log may explain what it answers.
    func agent(on host: String) -> [Unit] {
        topology.discoveryComponent(on: host).map { [.component(host: host, name: $0.name)] } ?? []
    }

    /// A GET request to the agent's API that a check with `from` makes, and who answers it.
    func agentQuestion(
        _ path: String, from target: Target?
    ) throws(Unavailable) -> (question: Question, server: String) {
        let asker = try asker(target)
        let server = try server(nil, asker: asker)
        return (agentQuestion(path, asker: asker, server: server), server)
    }

    /// A GET request to the API of the agent on a host.
    func agentQuestion(_ path: String, asker: String, server: String) -> Question {
        Question(
            request: topology.agentRequest("GET", path, server: server, asker: asker),
            host: asker)
    }
}
