import Foundation
import LabModel
import LabNetwork
import LabProgram
import LabPrograms
import LabRunner

/// What the discovery service of a lab says in the end, as lines without ports and ids.
struct FinalState {
    let lines: [String]

    /// Asks the first agent of the topology.
    init(of lab: any Lab, services: [String]) throws {
        let agents = lab.topology.components.filter { $0.role == .discovery }.map(\.name)
        let asker = lab.topology.hosts.first { $0.run.contains(where: agents.contains) }
        guard let asker else {
            lines = []
            return
        }
        func ask(_ target: String) throws -> [[String: Any]] {
            let answer = try Self.answer(to: target, of: asker, in: lab)
            let value = try JSONSerialization.jsonObject(with: Data(answer))
            return value as? [[String: Any]] ?? []
        }
        var result = try ask("/v1/agent/members").map { member in
            "member \(member["Name"] ?? "") is \(member["Status"] ?? "")"
        }
        result += try ask("/v1/catalog/nodes").map { "node \($0["Node"] ?? "")" }
        for service in services {
            result += try ask("/v1/health/service/\(service)?passing").map { entry in
                let node = entry["Node"] as? [String: Any]
                let checks = entry["Checks"] as? [[String: Any]] ?? []
                return "\(service) on \(node?["Node"] ?? "") with \(checks.count) checks"
            }
        }
        lines = result.sorted()
    }

    private static func answer(
        to target: String, of host: HostDefinition, in lab: any Lab
    ) throws -> [UInt8] {
        let request = ProbeRequest.http(
            host: host.address.description, port: 8500, HTTPRequest(target: target),
            timeout: .seconds(5))
        let probe = try lab.probe(request, from: host.name)
        defer { lab.forget(probe) }
        let limit = lab.now + .seconds(6)
        while lab.now < limit {
            if let result = lab.result(of: probe) {
                guard case .http(let response) = result.outcome else { break }
                return response.body
            }
            lab.advance(until: limit)
        }
        throw LabError("\(target) has no answer")
    }
}
