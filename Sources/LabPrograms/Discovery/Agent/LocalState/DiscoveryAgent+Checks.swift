import LabNetwork
import LabProgram

// How the checks of this agent change their status (spec 7.1 to 7.3).
extension DiscoveryAgent {
    /// How often services are looked for that have been critical too long (Consul's
    /// `check_reap_interval`).
    static let reapInterval = Interval.seconds(30)

    /// Takes over what the tests found out.
    mutating func adoptResults(on system: inout some System) {
        let results = runners.results
        runners.results.removeAll(keepingCapacity: true)
        for result in results {
            update(check: result.id, result.status, output: result.output, on: &system)
        }
    }

    /// Gives a check a status and an output (Consul's `State.UpdateCheck`).
    mutating func update(
        check id: String, _ status: HealthStatus, output: String, on system: inout some System
    ) {
        guard let index = local.checks.index(of: id), !local.checks.entries[index].isDeleted else {
            return
        }
        let former = local.checks.entries[index]
        if status != .critical {
            local.checks.entries[index].criticalSince = nil
        } else if former.criticalSince == nil {
            local.checks.entries[index].criticalSince = system.now
        }
        if former.check.status == status && former.check.output == output { return }
        local.checks.entries[index].check.output = output
        system.noteChange()
        if former.check.status == status, configuration.checkUpdateInterval > .zero {
            deferOutput(of: id, at: index, on: &system)
            return
        }
        local.checks.entries[index].check.status = status
        local.checks.entries[index].isInSync = false
        logStatus(of: id, status, on: &system)
        evaluateAliases(on: &system)
        beginPartialRun(on: &system)
    }

    /// An output that changes all the time would load the servers; the catalog gets it later.
    private mutating func deferOutput(
        of id: String, at index: Int, on system: inout some System
    ) {
        guard local.checks.entries[index].deferral == nil else { return }
        let interval = configuration.checkUpdateInterval
        antiEntropy.deferralCount += 1
        let number = antiEntropy.deferralCount
        antiEntropy.deferred[number] = id
        local.checks.entries[index].deferral = system.setTimer(
            after: interval / 2 + system.random(below: interval),
            TimerToken(
                scope: AntiEntropy.scope, kind: AntiEntropy.TimerKind.deferredOutput.rawValue,
                value: number))
    }

    /// Has an output written that was deferred.
    mutating func deferralEnded(_ number: UInt64, on system: inout some System) {
        guard let id = antiEntropy.deferred.removeValue(forKey: number),
            let index = local.checks.index(of: id)
        else { return }
        local.checks.entries[index].deferral = nil
        local.checks.entries[index].isInSync = false
        beginPartialRun(on: &system)
    }

    private func logStatus(
        of id: String, _ status: HealthStatus, on system: inout some System
    ) {
        switch status {
        case .passing:
            system.log(.info, "agent: Check status updated: check=\(id) status=passing")
        case .warning: system.log(.warning, "agent: Check is now warning: check=\(id)")
        case .critical: system.log(.warning, "agent: Check is now critical: check=\(id)")
        }
    }

    /// Updates a check that waits for updates.
    ///
    /// - Returns: whether it is such a check.
    mutating func refresh(
        check id: String, _ status: HealthStatus, output: String, on system: inout some System
    ) -> Bool {
        let kept = CheckOutput.truncated(output, limit: configuration.checkOutputLimit)
        guard let entry = local.check(id), runners.refresh(id, output: kept, on: &system) else {
            return false
        }
        update(check: id, status, output: kept, on: &system)
        if case .ttl(let ttl)? = entry.plan?.test {
            persist(
                .state(id, status, output: kept, expires: system.now + ttl), from: entry.source,
                on: &system)
        }
        return true
    }

    // MARK: - Aliases

    /// Lets the checks that follow others take over their status.
    mutating func evaluateAliases(on system: inout some System) {
        guard !aliases.isEmpty, !isEvaluatingAliases else { return }
        isEvaluatingAliases = true
        for id in aliases {
            guard case .alias(let node, let service)? = local.check(id)?.plan?.test else {
                continue
            }
            let (status, output) = statusOfAlias(id, node: node, service: service)
            update(check: id, status, output: output, on: &system)
        }
        isEvaluatingAliases = false
    }

    private func statusOfAlias(
        _ alias: String, node: String, service: String
    ) -> (HealthStatus, String) {
        guard node.isEmpty || node.equalsIgnoringCase(identity.name) else {
            return (.critical, "Node \(node) is not the agent's own")
        }
        if !service.isEmpty, local.service(service) == nil {
            return (
                .critical, "Service \(service) could not be found on node \(identity.name)"
            )
        }
        var worst: CatalogCheck?
        for entry in local.checks.entries where !entry.isDeleted && entry.check.id != alias {
            guard entry.check.serviceID.isEmpty || entry.check.serviceID == service else {
                continue
            }
            if entry.check.status > worst?.status ?? .passing { worst = entry.check }
        }
        guard let worst else { return (.passing, "All checks passing.") }
        return (worst.status, "Aliased check \"\(worst.name)\" failing: \(worst.output)")
    }

    // MARK: - Reaper

    /// Deregisters services that have been critical too long.
    mutating func reapCriticalServices(on system: inout some System) {
        _ = setTimer(.reaper, after: DiscoveryAgent.reapInterval, on: &system)
        var overdue: [(service: String, check: String)] = []
        for entry in local.checks.entries where !entry.isDeleted {
            guard let limit = entry.deregisterAfter, let since = entry.criticalSince,
                system.now - since > limit, !entry.check.serviceID.isEmpty
            else { continue }
            overdue.append((entry.check.serviceID, entry.check.id))
        }
        for (service, check) in overdue where deregister(service: service, on: &system) {
            system.log(
                .info,
                "agent: Check for service has been critical for too long; deregistered service: "
                    + "service=\(service) check=\(check)")
        }
    }
}
