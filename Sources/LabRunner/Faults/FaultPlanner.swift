import LabModel
import LabNetwork

/// Finds what a fault of the scenario is done to at one moment.
struct FaultPlanner {
    let resolver: TargetResolver
    let view: LabView

    private var topology: Topology { view.topology }

    /// The fault with its targets found; `nil` where some target stands for nothing now.
    func plan(_ fault: Fault) -> PlannedFault? {
        switch fault {
        case .pause(let targets): planPause(targets)
        case .maintenance: nil
        case .partition(let groups): planPartition(groups)
        case .isolate(let hosts): planIsolation(hosts)
        case .block(let from, let to, let reject): planBlock(from, to, reject)
        case .unplug(let hosts, let network): planUnplug(hosts, network)
        case .degrade(.link(let target), let conditions, let direction):
            each([target], "degrade", " (\(conditions.words)\(direction.words))") {
                (.link(host: $0, direction), .degradeLink([$0], conditions, direction))
            }
        case .degrade(.between(let a, let b), let conditions, let direction):
            planDegradation(a, b, conditions, direction)
        case .skew(let hosts, let offset, let drift):
            each(hosts, "skew", " by \(offset)") {
                (.skew(host: $0), .skew([$0], offset: offset, driftPerBillion: drift))
            }
        case .fillDisk(let hosts, let leave):
            each(hosts, "fill-disk", "") {
                (.fillDisk(host: $0), .fillDisk([$0], leave: leave))
            }
        case .dns(let hosts, let answer, let delay, let match):
            each(hosts, "dns-fault", answer.map { " \($0.rawValue)" } ?? "") {
                (
                    .dns(host: $0, match: match),
                    .dns([$0], answer: answer, delay: delay, match: match)
                )
            }
        }
    }

    private func hosts(_ targets: [Target]) -> [String] { resolver.hosts(of: targets, in: view) }

    private func words(_ targets: [Target], _ hosts: [String]) -> String {
        targets.words(resolved: hosts)
    }

    /// A fault that is done to each of some hosts by itself.
    private func each(
        _ targets: [Target], _ keyword: String, _ detail: String,
        _ part: (String) -> (FaultKey, ActiveFault)
    ) -> PlannedFault? {
        let hosts = hosts(targets)
        guard !hosts.isEmpty else { return nil }
        let parts = hosts.map { host in
            let (key, fault) = part(host)
            return PlannedFault.Part(key: key, fault: fault)
        }
        return PlannedFault(words: "\(keyword) \(words(targets, hosts))\(detail)", parts: parts)
    }

    private func planPause(_ targets: [Target]) -> PlannedFault? {
        let units = resolver.units(of: targets, in: view).filter(view.isAlive)
        guard !units.isEmpty else { return nil }
        return PlannedFault(
            words: "pause \(targets.words(resolved: units.map(\.description)))",
            parts: units.map { PlannedFault.Part(key: .pause($0), fault: .pause([$0])) })
    }

    /// A host that is named twice stays in its first group.
    private func planPartition(_ groups: [[Target]]) -> PlannedFault? {
        var placed: [String] = []
        var named: [[String]] = []
        for group in groups {
            let found = hosts(group)
            guard !found.isEmpty else { return nil }
            let members = found.filter { !placed.contains($0) }
            placed += members
            if !members.isEmpty { named.append(members) }
        }
        let rest = topology.hosts.map(\.name).filter { !placed.contains($0) }
        let texts = zip(groups, named).map { words($0, $1) }
        return PlannedFault(
            words: "partition " + texts.joined(separator: " | "),
            parts: [
                PlannedFault.Part(
                    key: nil, fault: .partition(rest.isEmpty ? named : named + [rest]))
            ])
    }

    private func planIsolation(_ targets: [Target]) -> PlannedFault? {
        let isolated = hosts(targets)
        guard !isolated.isEmpty else { return nil }
        let rest = topology.hosts.map(\.name).filter { !isolated.contains($0) }
        let groups = isolated.map { [$0] } + (rest.isEmpty ? [] : [rest])
        return PlannedFault(
            words: "isolate \(words(targets, isolated))",
            parts: [PlannedFault.Part(key: nil, fault: .partition(groups))])
    }

    private func planBlock(_ from: [Target], _ to: [Target], _ reject: Bool) -> PlannedFault? {
        let (senders, receivers) = (hosts(from), hosts(to))
        guard !senders.isEmpty, !receivers.isEmpty else { return nil }
        return PlannedFault(
            words: "block \(words(from, senders)) to \(words(to, receivers))",
            parts: [
                PlannedFault.Part(
                    key: nil, fault: .block(from: senders, to: receivers, reject: reject))
            ])
    }

    private func planUnplug(_ targets: [Target], _ network: String?) -> PlannedFault? {
        let unplugged = hosts(targets)
        guard !unplugged.isEmpty else { return nil }
        var parts: [PlannedFault.Part] = []
        for host in unplugged {
            for attachment in topology.host(named: host)?.attachments ?? []
            where network == nil || attachment.network == network {
                parts.append(
                    PlannedFault.Part(
                        key: .unplug(host: host, network: attachment.network),
                        fault: .unplug([host], network: attachment.network)))
            }
        }
        let detail = network.map { " from \($0)" } ?? ""
        return PlannedFault(words: "unplug \(words(targets, unplugged))\(detail)", parts: parts)
    }

    private func planDegradation(
        _ a: [Target], _ b: [Target], _ conditions: LinkConditions, _ direction: Fault.Direction
    ) -> PlannedFault? {
        let (left, right) = (hosts(a), hosts(b))
        guard !left.isEmpty, !right.isEmpty else { return nil }
        return PlannedFault(
            words: "degrade \(words(a, left)) to \(words(b, right)) "
                + "(\(conditions.words)\(direction.words))",
            parts: [
                PlannedFault.Part(
                    key: .between(left.sorted(), right.sorted(), direction),
                    fault: .degradeBetween(left, right, conditions, direction))
            ])
    }
}

extension [Target] {
    /// The targets as written; with what they stand for now where that is picked.
    func words(resolved: [String]) -> String {
        let written = map(\.description).joined(separator: " ")
        guard contains(where: \.isPicked) else { return written }
        return "\(written) (\(resolved.joined(separator: " ")))"
    }
}

extension Fault.Direction {
    /// Nothing for both ways, else the way.
    var words: String { self == .both ? "" : ", \(rawValue)" }
}

extension LinkConditions {
    /// What is set, as the scenario language writes it.
    var words: String {
        var parts: [String] = []
        let times: [(String, Interval?)] = [("delay", delay), ("jitter", jitter)]
        parts += times.compactMap { word, value in value.map { "\(word) \($0)" } }
        let shares: [(String, Probability?)] = [
            ("loss", loss), ("correlation", correlation), ("duplicate", duplicate),
            ("reorder", reorder), ("corrupt", corrupt),
        ]
        parts += shares.compactMap { word, value in
            value.map { "\(word) \(Bound(.equal, .share($0)))" }
        }
        if let rate { parts.append("rate \(rate.bitsPerSecond)bit") }
        return parts.isEmpty ? "no change" : parts.joined(separator: ", ")
    }
}
