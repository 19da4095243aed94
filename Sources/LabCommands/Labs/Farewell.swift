import LabModel
import LabNetwork
import LabPrograms
import LabRunner
import LabSupervisor

/// Lets the discovery service forget hosts that are about to go.
///
/// An agent that comes back empty under its old name is refused while the one before counts as
/// alive, as in Consul ("Node name … is reserved by node …"). A graceful leave takes an agent a
/// quarter of a minute; here its power is cut, and those that stay are told.
struct Farewell {
    /// How long a cluster without a leader is waited for.
    private static let patience = Interval.seconds(10)

    let lab: HostedLab
    let plan: TopologyPlan

    /// Has the hosts forgotten, where anybody stays who can do that, and cuts their power.
    func say() {
        for (host, isForGood) in leaving {
            guard let witness = agents(of: host).first else { continue }
            // Before the power is cut: that may cost the cluster its leader, who must agree.
            let body = "{\"Node\": \"\(host.name)\"}"
            ask(.agent("PUT", "/v1/catalog/deregister", body: body, on: witness, in: lab))
            if isUp(host) { try? lab.kill(.host(host.name), signal: "SIGKILL") }
            guard isForGood else { continue }
            ask(.agent("PUT", "/v1/agent/force-leave/\(host.name)", on: witness, in: lab))
        }
    }

    /// Asks until it is done, or for so long that it won't be.
    private func ask(_ question: LabQuestion) {
        let limit = lab.now + Self.patience
        while lab.now < limit, lab.failure == nil {
            if case .http(let response) = question.ask(lab).outcome, response.status == 200 {
                return
            }
            let next = lab.now + .milliseconds(200)
            while lab.now < next, lab.failure == nil { lab.advance(until: next) }
        }
    }

    /// The hosts as they are now, and whether they don't come back.
    private var leaving: [(host: HostDefinition, isForGood: Bool)] {
        plan.changes.compactMap { change in
            switch change {
            case .destroyHost(let host): (host, true)
            case .remakeHost(let host, _): lab.topology.host(named: host.name).map { ($0, false) }
            default: nil
            }
        }
    }

    /// The hosts that stay and run an agent of the same cluster.
    private func agents(of host: HostDefinition) -> [String] {
        let names = lab.topology.components.filter { $0.role == .discovery }.map(\.name)
        guard let cluster = host.run.first(where: names.contains) else { return [] }
        let gone = leaving.map(\.host.name)
        return lab.topology.hosts.filter { other in
            other.run.contains(cluster) && !gone.contains(other.name) && isUp(other)
        }.map(\.name)
    }

    private func isUp(_ host: HostDefinition) -> Bool {
        lab.units().first { $0.unit == .host(host.name) }?.state == .running
    }
}
