/// Something in a scenario that a backend can't do.
public struct ScenarioObstacle: Hashable, Sendable {
    /// Why it can't be done, and what to do about it.
    public var reason: String
    /// The step that asks for it; `nil` where it is the scenario itself.
    public var step: String?
    /// Where the file has it.
    public var location: SourceLocation?
}

extension Scenario {
    /// What a backend can't do of this scenario, in the order of the file.
    ///
    /// Steps that are skipped ask for nothing.
    ///
    /// - Parameters:
    ///   - backend: `memory`, `netns` or `libvirt`; of any other nothing is known.
    ///   - topology: what the scenario runs on.
    public func obstacles(on backend: String, in topology: Topology) -> [ScenarioObstacle] {
        let limits = BackendLimits(backend: BackendKind(rawValue: backend), topology: topology)
        var found = topology.misplaced(on: backend)
        found += (random?.from ?? []).compactMap(limits.reason).map {
            ScenarioObstacle(reason: "random faults: \($0)")
        }
        found += (always + never).flatMap { limits.obstacles($0, step: nil) }
        for step in steps where step.skip == nil {
            found += step.actions.compactMap { placed in
                limits.reason(placed.action).map {
                    ScenarioObstacle(reason: $0, step: step.name, location: placed.location)
                }
            }
            found += (step.during + step.expect).flatMap {
                limits.obstacles($0, step: step.name)
            }
        }
        return found
    }
}

/// What a backend can't do on a topology.
private struct BackendLimits {
    let backend: BackendKind?
    let topology: Topology

    /// Whether programs may be others than the built-in ones.
    private var isReal: Bool {
        backend.map { Capability.realPrograms.support(on: $0) == .yes } ?? false
    }

    func reason(_ action: Action) -> String? {
        switch action {
        case .execute: refusal(of: "exec", needing: .execute)
        case .inject(.skew, _, _): skew
        case .inject(.dns(let hosts, _, _, _), _, _): dnsFault(on: hosts)
        case .deploy
        where !topology.hosts.isEmpty
            && !topology.components.contains(where: { $0.role == .scheduler }):
            "deploy needs a component of the role scheduler, and the topology has none"
        default: nil
        }
    }

    func reason(_ kind: RandomFaults.Kind) -> String? {
        switch kind {
        case .skew: skew
        case .dns: dnsFault(on: [])
        default: nil
        }
    }

    func obstacles(_ placed: PlacedCheck, step: String?) -> [ScenarioObstacle] {
        switch placed.check {
        case .any(let checks), .all(let checks), .not(let checks):
            return checks.flatMap { obstacles($0, step: step) }
        case .leadersPerTerm:
            return leadersPerTerm.map {
                [ScenarioObstacle(reason: $0, step: step, location: placed.location)]
            } ?? []
        default: return []
        }
    }

    private var skew: String? { refusal(of: "skew", needing: .skew) }

    private func refusal(of what: String, needing capability: Capability) -> String? {
        backend.flatMap { capability.refusal(of: what, on: $0) }
    }

    /// Only the lab's own agent can be told to answer wrongly.
    private func dnsFault(on targets: [Target]) -> String? {
        let agents = topology.components.filter { $0.role == .discovery }
        let meant = agents.filter { agent in
            targets.isEmpty
                || targets.contains { target in
                    guard case .name(let name) = target, let host = topology.host(named: name)
                    else { return true }
                    return host.run.contains(agent.name)
                }
        }
        guard isReal, let real = meant.first(where: { $0.use != "builtin" }) else { return nil }
        return "\(real.use) can't be told to answer wrongly, so there is no dns-fault: run it with "
            + "--use discovery=builtin"
    }

    /// Who leads which term is read from logs, and only those of two programs are known.
    private var leadersPerTerm: String? {
        let unknown = topology.components.first {
            $0.role == .discovery && !["builtin", "consul"].contains($0.use)
        }
        guard isReal, let unknown else { return nil }
        return "leaders-per-term is read from the logs of builtin or consul, not of "
            + "\(unknown.use): leave it out"
    }
}
