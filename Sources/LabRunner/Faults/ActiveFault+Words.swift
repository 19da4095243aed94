import LabModel
import LabNetwork

extension ActiveFault {
    /// The fault as the scenario language says it, such as `partition host-1 | host-2 host-3`.
    public var words: String {
        switch self {
        case .pause(let units): "pause \(units.map(\.description).joined(separator: " "))"
        case .partition(let groups):
            "partition \(groups.map { $0.joined(separator: " ") }.joined(separator: " | "))"
        case .block(let from, let to, let reject):
            "block \(list(from)) to \(list(to))" + (reject ? " (reject)" : "")
        case .unplug(let hosts, let network):
            "unplug \(list(hosts))" + (network.map { " from \($0)" } ?? "")
        case .degradeLink(let hosts, let conditions, let direction):
            "degrade \(list(hosts)) (\(conditions.words)\(direction.words))"
        case .degradeBetween(let a, let b, let conditions, let direction):
            "degrade \(list(a)) to \(list(b)) (\(conditions.words)\(direction.words))"
        case .skew(let hosts, let offset, let drift):
            "skew \(list(hosts)) (\(offset)" + (drift == 0 ? ")" : ", drift \(drift) ppb)")
        case .fillDisk(let hosts, let leave): "fill-disk \(list(hosts)) (leave \(leave) B)"
        case .dns(let hosts, let answer, let delay, let match):
            "dns-fault \(list(hosts))" + details(answer, delay, match)
        }
    }

    private func list(_ names: [String]) -> String { names.joined(separator: " ") }

    private func details(
        _ answer: Fault.DNSAnswer?, _ delay: Interval?, _ match: TextPattern?
    ) -> String {
        var parts: [String] = []
        if let answer { parts.append(answer.rawValue) }
        if let delay { parts.append("delay \(delay)") }
        switch match {
        case .exactly(let name): parts.append("for \(name)")
        case .matching(let expression): parts.append("for /\(expression)/")
        case nil: break
        }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}
