import LabModel
import LabNetwork
import LabPrograms

/// What the catalog holds of a service.
struct CatalogExamination: Examination {
    /// An instance as the catalog has it, with the worst status of its checks.
    private struct Entry {
        var place: FoundAnswer
        var status: String
        var tags: [String]
    }

    let questions: [Question]
    let check: InstancesCheck
    let expectation: CatalogExpectation
    let topology: Topology
    let touched: [Unit]

    func verdict(on answers: [ProbeResult]) -> Verdict {
        guard let answer = answers.first, case .http(let response) = answer.outcome,
            response.status == 200, let rows = JSON(response.body)?.array
        else {
            return Verdict(
                holds: false, expected: expectation.words,
                seen: answers.first?.refusalText ?? "no answer", touched: touched)
        }
        let entries = rows.map(entry)
        return Verdict(
            holds: holds(entries), expected: expectation.words, seen: words(entries),
            touched: touched)
    }

    private func holds(_ entries: [Entry]) -> Bool {
        for (status, wanted) in expectation.instances {
            let found = entries.filter { status == nil || $0.status == status }.map(\.place)
            guard wanted.holds(found) else { return false }
        }
        guard !check.tags.isEmpty else { return true }
        return !entries.isEmpty
            && entries.allSatisfy { entry in check.tags.allSatisfy(entry.tags.contains) }
    }

    private func entry(_ row: JSON) -> Entry {
        let own = row["Service"]?["Address"]?.string ?? ""
        let text = own.isEmpty ? row["Node"]?["Address"]?.string ?? "" : own
        let address = IPv4Address(text)
        let port = (row["Service"]?["Port"]?.number).flatMap { UInt16(exactly: $0) }
        let host = address.flatMap(topology.host(at:)) ?? text
        let statuses = (row["Checks"]?.array ?? []).compactMap { $0["Status"]?.string }
        return Entry(
            place: FoundAnswer(
                text: port.map { "\(host):\($0)" } ?? host, address: address, port: port),
            status: CatalogExamination.worst(statuses),
            tags: (row["Service"]?["Tags"]?.array ?? []).compactMap(\.string))
    }

    /// An instance is as bad as its worst check; without checks it passes (Consul, health API).
    private static func worst(_ statuses: [String]) -> String {
        if statuses.contains("critical") || statuses.contains("maintenance") { return "critical" }
        return statuses.contains("warning") ? "warning" : "passing"
    }

    private func words(_ entries: [Entry]) -> String {
        if entries.isEmpty { return "no instances" }
        let parts = entries.map { entry in
            let tags =
                check.tags.isEmpty
                ? "" : " [" + entry.tags.joined(separator: " ") + "]"
            return "\(entry.place.text) \(entry.status)\(tags)"
        }
        return parts.sorted(by: naturally).joined(separator: ", ")
    }
}

/// Which instances a catalog check asks for.
struct CatalogExpectation {
    /// How many, or which ones.
    enum Wanted {
        case count(Bound)
        case exactly([InstanceMatcher])

        func holds(_ found: [FoundAnswer]) -> Bool {
            switch self {
            case .count(let bound): bound.holds(Double(found.count))
            case .exactly(let matchers): matchers.equal(found)
            }
        }

        var words: String {
            switch self {
            case .count(let bound): "\(bound)"
            case .exactly(let matchers): matchers.words
            }
        }
    }

    /// What is wanted of the instances with a status, or of all where there is none.
    let instances: [(status: String?, wanted: Wanted)]
    private let tags: [String]

    init(_ check: InstancesCheck, _ context: CheckContext, isHealth: Bool) {
        let asked: [(status: String?, instances: InstancesCheck.Instances?)] = [
            (nil, check.instances), ("passing", check.passing), ("warning", check.warning),
            ("critical", check.critical),
        ]
        var wanted: [(status: String?, wanted: Wanted)] = []
        for (status, instances) in asked {
            switch instances {
            case .count(let bound): wanted.append((status, .count(bound)))
            case .exactly(let entries):
                let matchers = context.matchers(entries, withPorts: true, asker: nil)
                wanted.append((status, .exactly(matchers)))
            case nil: break
            }
        }
        if wanted.isEmpty {
            wanted = [(isHealth ? "passing" : nil, .count(Bound(.atLeast, .number(1))))]
        }
        instances = wanted
        tags = check.tags
    }

    /// What is asked for, in words.
    var words: String {
        var parts = instances.map { "\($0.wanted.words) \($0.status ?? "instances")" }
        if !tags.isEmpty { parts.append("tags \(tags.joined(separator: " "))") }
        return parts.joined(separator: ", ")
    }
}

extension CheckContext {
    func approach(to check: InstancesCheck, isHealth: Bool) -> Approach {
        let expectation = CatalogExpectation(check, self, isHealth: isHealth)
        do throws(Unavailable) {
            let path = "/v1/health/service/" + check.service.percentEncodedPath
            let (question, server) = try agentQuestion(path, from: check.from)
            return .asking(
                CatalogExamination(
                    questions: [question], check: check, expectation: expectation,
                    topology: topology, touched: agent(on: server)))
        } catch {
            return .decided(.unasked(expected: expectation.words, error))
        }
    }
}
