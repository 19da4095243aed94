import LabNetwork
import LabProgram

// What is registered with this agent, and how it gets there and goes (spec 4.5, 4.6 and 7).
extension DiscoveryAgent {
    // MARK: - Coming

    /// Registers a service with its checks.
    ///
    /// - Parameters:
    ///   - service: the service.
    ///   - definitions: its checks; those that are known by their id keep their status.
    ///   - source: where the registration comes from.
    ///   - replacesChecks: whether checks of the service that are not among them go.
    mutating func register(
        _ service: CatalogService, checks definitions: [CheckDefinition],
        from source: LocalService.Source, replacesChecks: Bool = false,
        on system: inout some System
    ) {
        warnOfUndiscoverableName(service, on: &system)
        if replacesChecks {
            for id in local.checks(of: service.id)
            where !definitions.contains(where: { $0.check.id == id }) {
                deregister(check: id, on: &system)
            }
        }
        local.services[service.id] = LocalService(service: service, source: source)
        persist(.service(service), from: source, on: &system)
        for definition in definitions { register(definition, from: source, on: &system) }
        registrationsChanged(on: &system)
    }

    /// Registers a check.
    mutating func register(
        _ definition: CheckDefinition, from source: LocalService.Source,
        on system: inout some System
    ) {
        var check = definition.check
        check.node = identity.name
        if let service = local.service(check.serviceID)?.service {
            check.serviceName = service.name
            check.serviceTags = service.tags
        }
        let former = local.check(check.id)
        if let former, !definition.hasInitialStatus {
            check.status = former.check.status
            check.output = former.check.output
        }
        if let timer = former?.deferral { system.cancelTimer(timer) }
        local.checks[check.id] = LocalCheck(
            check: check, plan: definition.plan, deregisterAfter: definition.deregisterAfter,
            source: source,
            criticalSince: check.status == .critical ? former?.criticalSince ?? system.now : nil)
        persist(
            .check(check, definition.plan, deregisterAfter: definition.deregisterAfter),
            from: source, on: &system)
        if let plan = definition.plan {
            runners.start(check.id, plan: plan, on: &system)
        } else {
            runners.stop(check.id, on: &system)
        }
        aliases.removeAll { $0 == check.id }
        if case .alias? = definition.plan?.test { aliases.append(check.id) }
        registrationsChanged(on: &system)
    }

    // MARK: - Going

    /// Deregisters a service and its checks.
    ///
    /// - Returns: whether it was registered.
    mutating func deregister(service id: String, on system: inout some System) -> Bool {
        guard let source = local.service(id)?.source, let checks = local.remove(service: id) else {
            return false
        }
        for check in checks { forgetRunner(of: check, from: source, on: &system) }
        persist(.removedService(id), from: source, on: &system)
        registrationsChanged(on: &system)
        return true
    }

    /// Deregisters a check.
    mutating func deregister(check id: String, on system: inout some System) {
        guard let source = local.check(id)?.source, local.remove(check: id) else { return }
        forgetRunner(of: id, from: source, on: &system)
        registrationsChanged(on: &system)
    }

    private mutating func forgetRunner(
        of check: String, from source: LocalService.Source, on system: inout some System
    ) {
        runners.stop(check, on: &system)
        if let timer = local.checks[check]?.deferral { system.cancelTimer(timer) }
        aliases.removeAll { $0 == check }
        persist(.removedCheck(check), from: source, on: &system)
    }

    /// Has changes written to the catalog, and lets aliases follow.
    private mutating func registrationsChanged(on system: inout some System) {
        system.noteChange()
        wakeLocalWaits(on: &system)
        evaluateAliases(on: &system)
        beginPartialRun(on: &system)
    }

    private func warnOfUndiscoverableName(
        _ service: CatalogService, on system: inout some System
    ) {
        let isValid = service.name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        if isValid { return }
        system.log(
            .warning,
            "agent: Service name will not be discoverable via DNS due to invalid characters. Valid "
                + "characters include all alpha-numerics and dashes.: service=\(service.name)")
    }

    // MARK: - Keeping

    /// Keeps a registration of the HTTP API over a restart.
    mutating func persist(
        _ record: RegistrationRecord, from source: LocalService.Source,
        on system: inout some System
    ) {
        guard source == .api, !isRestoring else { return }
        let live = local.services.count + local.checks.count * 2
        if registrationLog.append(record, live: live, on: &system) {
            registrationLog.rewrite(registrationRecords(now: system.now), on: &system)
        }
    }

    private func registrationRecords(now: Instant) -> [RegistrationRecord] {
        var records: [RegistrationRecord] = []
        for entry in local.services.entries where entry.source == .api && !entry.isDeleted {
            records.append(.service(entry.service))
        }
        for entry in local.checks.entries where entry.source == .api && !entry.isDeleted {
            records.append(
                .check(entry.check, entry.plan, deregisterAfter: entry.deregisterAfter))
            if case .ttl(let ttl)? = entry.plan?.test {
                records.append(
                    .state(
                        entry.check.id, entry.check.status, output: entry.check.output,
                        expires: now + ttl))
            }
        }
        return records
    }

    /// Registers what the configuration and the data folder hold.
    mutating func restoreRegistrations(on system: inout some System) {
        isRestoring = true
        registerConfigured(on: &system)
        var services = SortedTable<CatalogService>()
        var checks = SortedTable<CheckDefinition>()
        for record in registrationLog.read(from: &system) {
            switch record {
            case .service(let service): services[service.id] = service
            case .removedService(let id): services[id] = nil
            case .check(var check, let plan, let after):
                if plan != nil { check.status = .critical }
                checks[check.id] = CheckDefinition(
                    check: check, plan: plan, deregisterAfter: after, hasInitialStatus: true)
            case .removedCheck(let id): checks[id] = nil
            case .state(let id, let status, let output, let expires):
                guard expires > system.now else { continue }
                checks.update(id) {
                    $0.check.status = status
                    $0.check.output = output
                }
            }
        }
        for service in services.entries where local.service(service.id) == nil {
            register(service, checks: [], from: .api, on: &system)
        }
        for definition in checks.entries where local.check(definition.check.id) == nil {
            register(definition, from: .api, on: &system)
        }
        isRestoring = false
    }
}
