import Foundation
import LabModel
import LabPrograms
import LabRunner
import LabSupervisor

/// Maintenance modes: they are kept by the discovery agents, who alone know of them.
struct Maintenance {
    /// The ids of the checks that stand for them, as in Consul's `agent/agent.go`.
    private static let node = "_node_maintenance"
    private static let service = "_service_maintenance:"

    private let lab: HostedLab

    init(_ lab: HostedLab) { self.lab = lab }

    /// Ends all of them; what was ended, in words.
    func end() -> [String] {
        let topology = lab.topology
        let agents = topology.components.filter { $0.role == .discovery }.map(\.name)
        let hosts = lab.units().compactMap { status -> String? in
            guard case .component(let host, let name) = status.unit, agents.contains(name),
                status.state == .running
            else { return nil }
            return host
        }
        let answers = LabQuestion.ask(
            hosts.map { .agent("GET", "/v1/agent/checks", on: $0, in: lab) }, lab)
        return zip(hosts, answers).flatMap { host, answer -> [String] in
            guard case .http(let response) = answer.outcome, response.status == 200 else {
                return []
            }
            return Self.checks(in: response.body).compactMap { end($0, on: host) }
        }
    }

    private static func checks(in body: [UInt8]) -> [String] {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return (object ?? [:]).keys.sorted().filter { $0 == node || $0.hasPrefix(service) }
    }

    private func end(_ check: String, on host: String) -> String? {
        let isNode = check == Self.node
        let id = String(check.dropFirst(Self.service.count))
        let name = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
        let path = isNode ? "/v1/agent/maintenance" : "/v1/agent/service/maintenance/\(name)"
        let question = LabQuestion.agent("PUT", path + "?enable=false", on: host, in: lab)
        guard case .http(let response) = question.ask(lab).outcome, response.status == 200 else {
            return nil
        }
        return "maintenance \(isNode ? host : "of \(id) on \(host)")"
    }
}
