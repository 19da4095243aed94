import LabNetwork
import LabProgram

extension CheckDefinition {
    /// The check that a registration makes.
    ///
    /// - Parameters:
    ///   - registration: the registration, with its id.
    ///   - node: the agent's node.
    ///   - service: the service that it is about, if it is about one.
    ///   - outputLimit: how many bytes of the output the agent keeps.
    init(
        _ registration: CheckRegistration, node: String, service: CatalogService?,
        outputLimit: Int
    ) {
        check = registration.catalogCheck(node: node, service: service)
        hasInitialStatus = registration.status != nil
        deregisterAfter = registration.deregisterCriticalServiceAfter.map {
            max($0, CheckDefinition.shortestDeregistration)
        }
        plan = CheckPlan(
            test: CheckTest(registration.kind),
            interval: max(registration.interval, CheckPlan.minimumInterval),
            timeout: registration.timeout.map { $0 > .zero ? $0 : CheckPlan.defaultTimeout }
                ?? CheckPlan.defaultTimeout,
            outputLimit: registration.outputMaxSize.map { min($0, outputLimit) } ?? outputLimit,
            thresholds: CheckThresholds(
                successBeforePassing: registration.successBeforePassing,
                failuresBeforeCritical: registration.failuresBeforeCritical))
    }
}

extension CheckTest {
    /// What a kind of check does; programs and gRPC can't be run here.
    init(_ kind: CheckRegistration.Kind) {
        switch kind {
        case .ttl(let ttl): self = .ttl(ttl)
        case .http(let test):
            self = .http(
                HTTPTest(
                    url: test.url, method: test.method,
                    headers: test.headers.map { HTTPHeader($0.key, $0.value) },
                    body: Array(test.body.utf8)))
        case .tcp(let address): self = .tcp(address)
        case .script(let arguments):
            let program = arguments.first ?? ""
            self = .unsupported(
                "exec: \"\(program)\": executable file not found in $PATH")
        case .docker(let container, _, _):
            self = .unsupported("failed to exec in container \(container): not supported")
        case .grpc(let target, _):
            self = .unsupported("gRPC check \(target): not supported")
        case .alias(let node, let service): self = .alias(node: node, service: service)
        }
    }
}

extension DiscoveryAgent {
    /// Registers the services and checks of the configuration.
    mutating func registerConfigured(on system: inout some System) {
        for registration in configuration.services {
            register(registration, replacesChecks: false, from: .configuration, on: &system)
        }
        for registration in configuration.checks {
            _ = register(registration, from: .configuration, on: &system)
        }
    }

    /// Registers a service as somebody wrote it down.
    mutating func register(
        _ registration: ServiceRegistration, replacesChecks: Bool,
        from source: LocalService.Source, on system: inout some System
    ) {
        let service = registration.catalogService(node: identity.name)
        let definitions = registration.namedChecks.map { check in
            CheckDefinition(
                check, node: identity.name, service: service,
                outputLimit: configuration.checkOutputLimit)
        }
        register(
            service, checks: definitions, from: source, replacesChecks: replacesChecks,
            on: &system)
    }

    /// Registers a check as somebody wrote it down.
    ///
    /// - Returns: whether the service that it is about is known.
    mutating func register(
        _ registration: CheckRegistration, from source: LocalService.Source,
        on system: inout some System
    ) -> Bool {
        var registration = registration
        registration.id = registration.effectiveID
        let service = local.service(registration.serviceID)?.service
        guard registration.serviceID.isEmpty || service != nil else { return false }
        let definition = CheckDefinition(
            registration, node: identity.name, service: service,
            outputLimit: configuration.checkOutputLimit)
        register(definition, from: source, on: &system)
        return true
    }
}
